package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class DenseTest {
  private static Model model(Layer layer, Shape input) {
    return new Model(
        "m",
        List.of(new Model.Input("x", input)),
        List.of(new Model.Named("layer", layer, true)),
        List.of(new Model.Call("layer", "layer", List.of(Model.Ref.to("x")), Model.Options.NONE)),
        List.of(new Model.Output("layer", Model.Ref.to("layer"))));
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    Layer dense = Layer.FAMILY.create(Dense.class, Map.of("units", 3, "activation", "tanh"));
    INDArray x = ModelRun.numbers(2, Shape.of(4));
    ModelRun run = new ModelRun(model(dense, Shape.of(4)), DataType.DOUBLE, Map.of("x", x), true);
    assertThat(run.gradientError()).isLessThan(1e-8);
  }
}
