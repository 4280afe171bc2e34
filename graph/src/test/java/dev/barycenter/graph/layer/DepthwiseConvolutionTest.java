package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.ModelRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DepthwiseConvolutionTest {

  static Stream<LayerCase> layers() {
    List<LayerCase> all = new ArrayList<>();
    for (String padding : List.of("valid", "same")) {
      all.add(depthwise(Shape.of(5, 4, 3), padding, "kernel_size", 3));
      all.add(depthwise(Shape.of(5, 4, 1), padding, "kernel_size", List.of(2, 3)));
      all.add(depthwise(Shape.of(6, 5, 2), padding, "kernel_size", 3, "strides", 2));
      all.add(depthwise(Shape.of(5, 4, 2), padding, "kernel_size", 2, "dilation_rate", 2));
      all.add(separable(Shape.of(5, 4, 3), padding, "kernel_size", 3));
      all.add(separable(Shape.of(5, 6, 1), padding, "kernel_size", 2, "strides", 2));
      all.add(layer(DepthwiseConv1D.class, Shape.of(7, 3), padding, "kernel_size", 3));
      all.add(
          layer(SeparableConv1D.class, Shape.of(7, 3), padding, "kernel_size", 4, "filters", 2));
    }
    return all.stream();
  }

  private static LayerCase depthwise(Shape input, String padding, Object... arguments) {
    return layer(DepthwiseConv2D.class, input, padding, arguments);
  }

  private static LayerCase separable(Shape input, String padding, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("filters", 4));
    all.addAll(List.of(arguments));
    return layer(SeparableConv2D.class, input, padding, all.toArray());
  }

  private static LayerCase layer(
      Class<? extends Layer> type, Shape input, String padding, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("depth_multiplier", 2, "padding", padding));
    all.addAll(List.of(arguments));
    return LayerCase.of(type, input, all.toArray());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsAreThoseOfFiniteDifferences(LayerCase conv) {
    assertThat(conv.run(DataType.DOUBLE).gradientError()).isLessThan(1e-8);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void floatAgreesWithDouble(LayerCase conv) {
    assertThat(conv.floatError()).isLessThan(2e-6);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theOutputHasTheShapeThatIsForetold(LayerCase conv) {
    conv.assertShape();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void outputsAreThoseOfTheDefinition(LayerCase conv) {
    ModelRun run = conv.run(DataType.DOUBLE);
    boolean separable = conv.layer() instanceof SeparableConvolution;
    INDArray kernel =
        LayerCase.wideKernel(run.weight(separable ? "layer/depthwise_kernel" : "layer/kernel"));
    long channels = conv.input().last() * 2L;
    double[] eachChannel =
        new SlidingReference(
                conv.wide(), SlidingReference.widened(((Sliding) conv.layer()).window()), channels)
            .convolution(
                run.input("x").reshape('c', conv.wide()),
                kernel.reshape('c', kernel.size(0), kernel.size(1), kernel.size(2), 1, channels));
    INDArray expected = Nd4j.createFromArray(eachChannel).reshape('c', -1, channels);
    if (separable) {
      expected =
          expected.mmul(run.weight("layer/pointwise_kernel").reshape('c', channels, -1)).dup('c');
    }
    assertThat(Closeness.error(run.output(0), expected)).isLessThan(1e-12);
  }
}
