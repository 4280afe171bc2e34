package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.ModelRun;
import dev.barycenter.graph.ops.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class TransposedConvolutionTest {

  static Stream<LayerCase> layers() {
    List<LayerCase> all = new ArrayList<>();
    for (String padding : List.of("valid", "same")) {
      all.add(image(padding, "kernel_size", 3));
      all.add(image(padding, "kernel_size", List.of(2, 3), "strides", 2));
      all.add(image(padding, "kernel_size", 2, "strides", List.of(3, 2)));
      all.add(image(padding, "kernel_size", 3, "strides", 2, "output_padding", 1));
      all.add(
          image(
              padding,
              "kernel_size",
              List.of(3, 4),
              "strides",
              2,
              "output_padding",
              List.of(0, 1)));
      all.add(image(padding, "kernel_size", 2, "dilation_rate", 2));
      all.add(layer(Conv1DTranspose.class, Shape.of(5, 3), padding, "kernel_size", 3));
      all.add(
          layer(Conv1DTranspose.class, Shape.of(1, 1), padding, "kernel_size", 4, "strides", 3));
      all.add(
          layer(
              Conv3DTranspose.class,
              Shape.of(2, 1, 3, 2),
              padding,
              "kernel_size",
              List.of(2, 3, 1),
              "strides",
              2));
    }
    return all.stream();
  }

  private static LayerCase image(String padding, Object... arguments) {
    return layer(Conv2DTranspose.class, Shape.of(3, 2, 2), padding, arguments);
  }

  private static LayerCase layer(
      Class<? extends Layer> type, Shape input, String padding, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("filters", 3, "padding", padding));
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

  /** With y the transposed convolution of x: {@code <y, z> = <x, convolution of z>} for every z. */
  @ParameterizedTest
  @MethodSource("layers")
  void isTheTransposeOfTheConvolutionWithTheSamePadding(LayerCase conv) {
    ModelRun run = conv.run(DataType.DOUBLE);
    INDArray y = run.output(0);
    long[] out = LayerCase.wide(conv.layer().outputShape(List.of(conv.input())));
    INDArray z = ModelRun.numbers(1, Shape.of((int) y.length())).reshape('c', out);
    double[] convolved =
        new SlidingReference(out, window((TransposedConvolution) conv.layer()), conv.input().last())
            .convolution(z, LayerCase.wideKernel(run.weight("layer/kernel")));
    double[] x = run.input("x").dup('c').data().asDouble();
    assertThat(convolved).hasSameSizeAs(x);
    double right = 0;
    for (int i = 0; i < x.length; i++) {
      right += convolved[i] * x[i];
    }
    double left = y.reshape('c', out).mul(z).sumNumber().doubleValue();
    assertThat(left).isCloseTo(right, org.assertj.core.data.Offset.offset(1e-10));
  }

  private static Window window(TransposedConvolution layer) {
    Window w = SlidingReference.widened(layer.window());
    return new Window(w.size(), w.strides(), w.dilation(), layer.padding() == Padding.SAME);
  }

  @Test
  void refusesOutputPaddingOfAStrideOrMore() {
    assertThatThrownBy(() -> image("same", "kernel_size", 3, "strides", 2, "output_padding", 2))
        .hasMessageContaining("'output_padding' [2, 2] must be below 'strides' [2, 2].");
  }
}
