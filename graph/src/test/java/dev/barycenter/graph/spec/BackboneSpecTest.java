package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import org.junit.jupiter.api.Test;

class BackboneSpecTest {
  private static final Model WHOLE =
      SpecFile.parse(
              "whole.yaml",
              """
              name: whole
              model:
                inputs: {image: [8, 8, 3]}
                layers:
                  a: {type: Conv2D, filters: 4, kernel_size: 3, inputs: image}
                  b: {type: BatchNormalization, inputs: a}
                  c: {type: Conv2D, filters: 5, kernel_size: 3, inputs: b}
                  top: {type: GlobalAveragePooling2D, inputs: c}
                outputs: [top]
              """)
          .model();
  private static final Backbones CUT = (node, place, problems) -> Backbone.cut(WHOLE, "b");

  private static Model read(String text) {
    return SpecFile.parse("m.yaml", text, CUT).model();
  }

  @Test
  void aListOfLayersStandsOnWhatTheBackboneMakes() {
    Model model =
        read(
            """
            name: mine
            model:
              backbone: anything
              layers: [Flatten, {type: Dense, name: label, units: 2}]
            """);
    assertThat(model.name()).isEqualTo("mine");
    assertThat(model.inputs()).isEqualTo(WHOLE.inputs());
    assertThat(model.layers()).extracting(Model.Named::name).endsWith("label").startsWith("a", "b");
    assertThat(model.layers()).hasSize(4);
    assertThat(model.calls().get(2).inputs()).containsExactly(Model.Ref.to("b"));
    assertThat(model.weights().get("label/kernel").shape()).isEqualTo(Shape.of(6 * 6 * 4, 2));
  }

  @Test
  void layersByNameReadTheBackboneAndOtherInputs() {
    Model model =
        read(
            """
            model:
              backbone: anything
              inputs: {price: [1]}
              layers:
                mean: {type: GlobalAveragePooling2D, inputs: backbone}
                both: {type: Concatenate, inputs: [mean, price]}
              outputs: [both]
            """);
    assertThat(model.inputs()).extracting(Model.Input::name).containsExactly("image", "price");
    assertThat(model.shape(Model.Ref.to("both"))).isEqualTo(Shape.of(5));
  }

  @Test
  void mistakesAreToldWithTheirLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    model:
                      backbone: anything
                      input: [8, 8, 3]
                      layers: [Flatten]
                    """))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            1 problem in m.yaml:
              line 3, column 3: model.input: The input of this model is that of its backbone. Write the shape as backbone: {input: [8,8,3]}.\
            """);
    assertThatThrownBy(
            () -> SpecFile.parse("m.yaml", "model: {backbone: x, layers: [Flatten]}").model())
        .hasMessageContaining("A model cannot stand on a backbone here. Write all of its layers.");
    assertThatThrownBy(
            () -> read("model: {backbone: x, layers: [Flatten, {type: Dense, name: a, units: 2}]}"))
        .hasMessageContaining("The layers do not fit their backbone: ");
  }

  @Test
  void aWholeModelComesFromAFileAndCannotBeChangedBeside() {
    Backbones files =
        new Backbones() {
          @Override
          public Backbone find(JsonNode node, String place, Problems problems) {
            throw new AssertionError("no backbone was named");
          }

          @Override
          public Model whole(JsonNode node, String place, Problems problems) {
            return WHOLE;
          }
        };
    assertThat(SpecFile.parse("m.yaml", "model: {from: m.keras}", files).model()).isEqualTo(WHOLE);
    assertThatThrownBy(
            () ->
                SpecFile.parse("m.yaml", "model: {from: m.keras, layers: [Flatten]}", files)
                    .model())
        .hasMessage(
            """
            1 problem in m.yaml:
              line 1, column 24: model.layers: The model is that of a file, which 'layers' cannot change. To put new layers on it, write backbone: FILE in place of from.\
            """);
    assertThatThrownBy(() -> SpecFile.parse("m.yaml", "model: {from: m.keras}").model())
        .hasMessageContaining("A model cannot be taken from a file here. Write all of its layers.");
  }

  @Test
  void aBackboneForPicturesOfAnotherSizeKeepsItsWeights() {
    Backbone larger = Backbone.cut(WHOLE, "c").forInput(Shape.of(16, 12, 3));
    assertThat(larger.shape()).isEqualTo(Shape.of(12, 8, 5));
    assertThat(larger.model().weights().keySet()).isEqualTo(WHOLE.weights().keySet());
  }
}
