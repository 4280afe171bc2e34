package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.ModelRun;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model of one layer on one input, for tests of layers.
 *
 * @param layer the layer, named {@code layer} in the model
 * @param input the shape of its input, named {@code x}
 */
record LayerCase(Layer layer, Shape input) {
  static final int BATCH = 2;

  /** Returns the layer with the arguments, which alternate between names and values. */
  static LayerCase of(Class<? extends Layer> type, Shape input, Object... arguments) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      byName.put((String) arguments[i], arguments[i + 1]);
    }
    return new LayerCase(Layer.FAMILY.create(type, byName), input);
  }

  Model model() {
    return new Model(
        "m",
        List.of(new Model.Input("x", input)),
        List.of(new Model.Named("layer", layer, true)),
        List.of(new Model.Call("layer", "layer", List.of(Model.Ref.to("x")), Model.Options.NONE)),
        List.of(new Model.Output("layer", Model.Ref.to("layer"))));
  }

  ModelRun run(DataType type) {
    return new ModelRun(model(), type, Map.of("x", ModelRun.numbers(BATCH, input)), false);
  }

  /** Returns how far float is from double: outputs and all gradients, relative to their size. */
  double floatError() {
    ModelRun exact = run(DataType.DOUBLE);
    ModelRun single = run(DataType.FLOAT);
    double worst = Closeness.error(single.output(0), exact.output(0));
    for (String path : exact.weightPaths()) {
      worst = Math.max(worst, Closeness.error(single.gradient(path), exact.gradient(path)));
    }
    return Math.max(worst, Closeness.error(single.gradient("x"), exact.gradient("x")));
  }

  /** Returns the input's shape with its batch axis and three spatial axes, channels last. */
  long[] wide() {
    return wide(input);
  }

  /** Returns a shape with its batch axis and three spatial axes, channels last. */
  static long[] wide(Shape shape) {
    long[] wide = {BATCH, 1, 1, 1, shape.last()};
    for (int a = 0; a < shape.rank() - 1; a++) {
      wide[a + 1] = shape.dim(a);
    }
    return wide;
  }

  /** Returns the array of a weight with three spatial axes. */
  static INDArray wideKernel(INDArray kernel) {
    long[] wide = {1, 1, 1, kernel.size(-2), kernel.size(-1)};
    System.arraycopy(kernel.shape(), 0, wide, 0, kernel.rank() - 2);
    return kernel.reshape('c', wide);
  }

  /** Asserts that the output has the shape that the layer foretells. */
  void assertShape() {
    long[] shape = run(DataType.DOUBLE).output(0).shape();
    long[] foretold =
        layer.outputShape(List.of(input)).dims().stream().mapToLong(Integer::longValue).toArray();
    assertThat(Arrays.copyOfRange(shape, 1, shape.length)).isEqualTo(foretold);
  }

  @Override
  public String toString() {
    return layer + " on " + input;
  }
}
