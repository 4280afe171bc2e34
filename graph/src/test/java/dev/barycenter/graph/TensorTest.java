package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.layer.Add;
import dev.barycenter.graph.layer.Concatenate;
import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Operation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorTest {
  private static Layer dense(int units) {
    return Layer.FAMILY.create(Dense.class, Map.of("units", units));
  }

  /** A block with an optional projection. */
  private record Residual(int units, boolean project) implements Block {
    @Override
    public Tensor on(List<Tensor> inputs) {
      Tensor x = inputs.get(0);
      Tensor inner = x.then("inner", dense(units)).then(dense(units));
      return Tensor.join("sum", new Add(), inner, project ? x.then("project", dense(units)) : x);
    }
  }

  @Test
  void namesAndOrderDependOnTheGraphAlone() {
    Tensor x = Tensor.input("x", Shape.of(4));
    Tensor right = x.then(dense(3));
    Tensor left = x.then(dense(3));
    Tensor out = Tensor.join(new Concatenate(-1), left.then(dense(5)), right).then("y", dense(1));
    Model model = Model.of("m", List.of(x), List.of(out));
    assertThat(model.calls())
        .extracting(Model.Call::name)
        .containsExactly("dense", "dense_1", "dense_2", "concatenate", "y");
    assertThat(model.calls().get(1).inputs()).containsExactly(Model.Ref.to("dense"));
  }

  @Test
  void theThreeNotationsOfOneModelAreEqual() {
    Tensor left = Tensor.input("left", Shape.of(100));
    Tensor right = Tensor.input("right", Shape.of(100));
    SharedLayer encoder =
        SharedLayer.of(
            "encoder", Layer.FAMILY.create(Dense.class, Map.of("units", 64, "activation", "relu")));
    Tensor both = Tensor.join("both", new Concatenate(-1), encoder.on(left), encoder.on(right));
    Tensor same = both.then("same", Dense.class, Map.of("units", 1, "activation", "sigmoid"));
    Model built = Model.of("siamese", List.of(left, right), List.of(same));
    Model read =
        SpecFile.parse(
                "siamese.yaml",
                """
                name: siamese
                model:
                  inputs: {left: [100], right: [100]}
                  layers:
                    encoder: {type: Dense, units: 64, activation: relu, calls: {encoder: left, encoder_1: right}}
                    both: {type: Concatenate, inputs: [encoder, encoder_1]}
                    same: {type: Dense, units: 1, activation: sigmoid, inputs: both}
                  outputs: [same]
                """)
            .model();
    assertThat(built).isEqualTo(read);
  }

  @Test
  void aSharedLayerMayBeChained() {
    Tensor x = Tensor.input("x", Shape.of(10));
    SharedLayer shared = SharedLayer.of(dense(10)).frozen();
    Model model = Model.of("m", List.of(x), List.of(shared.on(shared.on(x))));
    assertThat(model.layers()).containsExactly(new Model.Named("dense", dense(10), false));
    assertThat(model.calls()).extracting(Model.Call::name).containsExactly("dense", "dense_1");
  }

  @Test
  void layersOfABlockHaveTheNameOfItsUseInFront() {
    Tensor x = Tensor.input("x", Shape.of(4));
    Tensor y = x.through("a", new Residual(6, true)).through("b", new Residual(6, false));
    Model model = Model.of("m", List.of(x), List.of(y));
    assertThat(model.layers())
        .extracting(Model.Named::name)
        .containsExactly("a_inner", "a_dense", "a_project", "a_sum", "b_inner", "b_dense", "b_sum");
  }

  @Test
  void operatorsAreOperationsOfKeras() {
    Tensor x = Tensor.input("x", Shape.of(4));
    Tensor y = x.plus(x.times(2)).minus(1);
    Model model = Model.of("m", List.of(x), new LinkedHashMap<>(Map.of("y", y)));
    assertThat(model.layers())
        .extracting(named -> ((Operation) named.layer()).function())
        .containsExactly("Multiply", "Add", "Subtract");
    assertThat(model.outputs()).containsExactly(new Model.Output("y", Model.Ref.to("operation_2")));
  }

  @Test
  void aStraightLineIsTheSameFromALayerList() {
    Tensor x = Tensor.input("input", Shape.of(4));
    Model functional = Model.of("m", List.of(x), List.of(x.then(dense(3)).then(dense(2))));
    assertThat(Sequential.of("m", Shape.of(4), dense(3), dense(2))).isEqualTo(functional);
  }

  @Test
  void anInputThatIsNotListedIsToldWithThePath() {
    Tensor image = Tensor.input("image", Shape.of(4));
    Tensor metadata = Tensor.input("metadata", Shape.of(2));
    Tensor both = Tensor.join("both", new Concatenate(-1), image, metadata.then(dense(3)));
    assertThatThrownBy(() -> Model.of("m", List.of(image), List.of(both.then("label", dense(1)))))
        .isInstanceOf(GraphException.class)
        .hasMessage(
            """
            Graph disconnected: output 'label' reads input 'metadata', which is not an input of this model.
              path:   label <- both <- dense <- metadata
              inputs: [image]
              fix:    pass 'metadata' to Model.of(inputs, outputs), or stop reading it in 'dense'.""");
  }

  @Test
  void anInputThatALayerMakesIsRefused() {
    Tensor x = Tensor.input("x", Shape.of(4));
    Tensor code = x.then(dense(3));
    assertThatThrownBy(() -> Model.of("m", List.of(code), List.of(code.then(dense(1)))))
        .hasMessage(
            "An input of a model is made by Tensor.input, but one of shape (3,) is made by a layer."
                + " For the part of a model behind one of its layers, build the model and call part"
                + " on it.");
  }
}
