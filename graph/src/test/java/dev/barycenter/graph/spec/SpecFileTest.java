package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.layer.Conv2D;
import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.Flatten;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecFileTest {
  private static Model model(String text) {
    return SpecFile.parse("test.yaml", text).model();
  }

  @Test
  void aListOfLayersIsAStraightLineWithNamesAsInKeras() {
    Model model =
        model(
            """
            name: digits
            model:
              input: [8, 8, 1]
              layers:
                - {type: Conv2D, filters: 32, kernel_size: 3, activation: relu}
                - Flatten
                - Dense: {units: 16, activation: relu}
                - {type: Dense, name: scores, units: 10, activation: softmax}
            """);
    assertThat(model.name()).isEqualTo("digits");
    assertThat(model.isStraightLine()).isTrue();
    assertThat(model.inputs()).containsExactly(new Model.Input("input", Shape.of(8, 8, 1)));
    assertThat(model.layers())
        .extracting(Model.Named::name)
        .containsExactly("conv2d", "flatten", "dense", "scores");
    assertThat(model.layers().get(0).layer())
        .isEqualTo(
            Layer.FAMILY.create(
                Conv2D.class, Map.of("filters", 32, "kernel_size", 3, "activation", "relu")));
    assertThat(model.layers().get(1).layer()).isInstanceOf(Flatten.class);
    assertThat(model.outputs()).containsExactly(new Model.Output("scores", Model.Ref.to("scores")));
  }

  @Test
  void aSharedLayerIsCalledUnderNamesOfItsOwn() {
    Model model =
        model(
            """
            name: siamese
            model:
              inputs:  {left: [100], right: [100]}
              layers:
                encoder: {type: Dense, units: 64, activation: relu, calls: {left_code: left, right_code: right}}
                both:    {type: Concatenate, inputs: [left_code, right_code]}
                same:    {type: Dense, units: 1, activation: sigmoid, inputs: both}
              outputs: [same]
            """);
    assertThat(model.calls())
        .extracting(Model.Call::name)
        .containsExactly("left_code", "right_code", "both", "same");
    assertThat(model.weights().keySet())
        .containsExactly("encoder/kernel", "encoder/bias", "same/kernel", "same/bias");
    assertThat(model.shape(Model.Ref.to("both"))).isEqualTo(Shape.of(128));
  }

  @Test
  void thePositionOfALayerInTheFileDoesNotMatter() {
    Model model =
        model(
            """
            model:
              outputs: {label: out}
              layers:
                out: {type: Dense, units: 2, inputs: sum}
                sum: {type: Add, inputs: [b, a]}
                b: {type: Dense, units: 4, inputs: x, trainable: false}
                a: {type: Dense, units: 4, inputs: b, training: false}
              inputs: {x: {shape: [null, 3], dtype: int32}}
            """);
    assertThat(model.calls()).extracting(Model.Call::name).containsExactly("b", "a", "sum", "out");
    assertThat(model.inputs())
        .containsExactly(new Model.Input("x", Shape.of(Shape.UNKNOWN, 3), true));
    assertThat(model.layer("b").trainable()).isFalse();
    assertThat(model.calls().get(1).options()).isEqualTo(new Model.Options(false, null, false));
    assertThat(model.outputs()).containsExactly(new Model.Output("label", Model.Ref.to("out")));
  }

  @Test
  void aNestedModelMayBeCalledSeveralTimes() {
    Model model =
        model(
            """
            model:
              inputs: {left: [6], right: [6]}
              layers:
                tower:
                  type: Model
                  model:
                    input: [6]
                    layers: [{type: Dense, units: 4}, {type: Dense, units: 3}]
                  calls: {a: left, b: {inputs: right, training: false}}
                out: {type: Concatenate, inputs: [a, b]}
              outputs: out
            """);
    assertThat(model.layer("tower").layer()).isInstanceOf(SubModel.class);
    assertThat(model.weights().keySet())
        .containsExactly(
            "tower/dense/kernel", "tower/dense/bias", "tower/dense_1/kernel", "tower/dense_1/bias");
  }

  @Test
  void jsonIsReadByTheSameCode() {
    Model model =
        SpecFile.parse(
                "m.json",
                """
                {"model": {"input": 4,
                \t"layers": [{"type": "Dense", "units": 2}]}}
                """)
            .model();
    assertThat(model.layer("dense").layer())
        .isEqualTo(Layer.FAMILY.create(Dense.class, Map.of("units", 2)));
  }

  @Test
  void sectionsAreLeftToOthersAndReportedWithTheirLines() {
    SpecFile file =
        SpecFile.parse(
            "conf/digits.yaml",
            """
            name: digits
            model:
              input: [4]
              layers:
                - {type: Dense, unitz: 3}
            training:
              epochs: many
            trainin: {}
            """);
    file.expectSections("training", "data");
    assertThat(file.section("training").orElseThrow().get("epochs").asText()).isEqualTo("many");
    assertThat(file.section("data")).isEmpty();
    file.problems().add("/training/epochs", "Found \"many\": expected a whole number.");
    assertThatThrownBy(file::throwIfAny)
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            4 problems in conf/digits.yaml:
              line 5, column 7: model.layers[0]: Dense needs the argument 'units' (a whole number).
              line 5, column 21: model.layers[0].unitz: Unknown argument 'unitz' of Dense. Did you mean 'units'?
              line 7, column 3: training.epochs: Found "many": expected a whole number.
              line 8, column 1: trainin: Unknown section 'trainin'. Did you mean 'training'?\
            """);
  }

  @Test
  void aliasesStandForTheirAnchors() {
    Model model =
        model(
            """
            model:
              input: [4]
              layers:
                - &dense {type: Dense, units: 3}
                - *dense
            """);
    assertThat(model.layers()).extracting(Model.Named::name).isEqualTo(List.of("dense", "dense_1"));
  }
}
