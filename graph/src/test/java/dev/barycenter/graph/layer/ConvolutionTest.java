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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

class ConvolutionTest {
  private static final List<Integer> EVEN = List.of(2, 2);

  static Stream<LayerCase> layers() {
    return Stream.of(
        conv2d(Shape.of(5, 5, 1), "kernel_size", 3),
        conv2d(Shape.of(7, 5, 3), "kernel_size", List.of(2, 3), "padding", "same"),
        conv2d(Shape.of(7, 5, 3), "kernel_size", EVEN, "padding", "same"),
        conv2d(Shape.of(8, 7, 3), "kernel_size", 3, "padding", "same", "strides", 2),
        conv2d(Shape.of(8, 7, 3), "kernel_size", 3, "strides", List.of(2, 3)),
        conv2d(Shape.of(6, 6, 1), "kernel_size", 1, "strides", 2),
        conv2d(Shape.of(12, 11, 3), "kernel_size", 1, "strides", List.of(2, 3)),
        conv2d(Shape.of(5, 6, 17), "kernel_size", 1, "strides", 2, "padding", "same"),
        conv2d(Shape.of(5, 5, 4), "kernel_size", 1, "strides", 2, "groups", 2),
        conv1d(Shape.of(21, 12), "kernel_size", 1, "strides", 2),
        conv3d(Shape.of(5, 4, 6, 2), "kernel_size", 1, "strides", 2),
        conv2d(Shape.of(6, 5, 2), "kernel_size", List.of(3, 2), "dilation_rate", List.of(2, 3)),
        conv2d(Shape.of(6, 7, 2), "kernel_size", 3, "dilation_rate", 2, "padding", "same"),
        conv2d(Shape.of(5, 5, 4), "kernel_size", 3, "groups", 2),
        conv2d(Shape.of(5, 5, 2), "kernel_size", 3, "groups", 2, "padding", "same"),
        conv2d(Shape.of(5, 4, 2), "kernel_size", 2, "groups", 2, "dilation_rate", 2),
        conv2d(Shape.of(1, 1, 1), "kernel_size", 3, "padding", "same"),
        conv2d(Shape.of(5, 4, 3), "kernel_size", 2, "use_bias", false, "activation", "tanh"),
        conv1d(Shape.of(9, 4), "kernel_size", 3),
        conv1d(Shape.of(9, 3), "kernel_size", 4, "strides", 2, "padding", "same"),
        conv1d(Shape.of(9, 3), "kernel_size", 3, "dilation_rate", 2),
        conv1d(Shape.of(9, 2), "kernel_size", 3, "groups", 2),
        conv1d(Shape.of(1, 1), "kernel_size", 1),
        conv3d(Shape.of(3, 4, 5, 2), "kernel_size", 2),
        conv3d(Shape.of(3, 4, 5, 1), "kernel_size", List.of(3, 2, 3), "padding", "same"),
        conv3d(Shape.of(3, 4, 5, 2), "kernel_size", 2, "strides", 2, "padding", "same"),
        conv3d(Shape.of(3, 3, 3, 2), "kernel_size", 2, "groups", 2, "dilation_rate", 2));
  }

  static Stream<LayerCase> variants() {
    return Stream.of(
        conv1d(Shape.of(6, 2), "kernel_size", 3, "padding", "causal", "dilation_rate", 2),
        conv1d(Shape.of(6, 2), "kernel_size", 3, "padding", "causal", "strides", 2),
        conv1d(Shape.of(2, 6), "kernel_size", 3, "data_format", "channels_first"),
        conv2d(Shape.of(2, 5, 6), "kernel_size", 3, "data_format", "channels_first"),
        conv3d(Shape.of(2, 3, 4, 3), "kernel_size", 2, "data_format", "channels_first"),
        conv2d(
            Shape.of(2, 5, 4),
            "kernel_size",
            2,
            "data_format",
            "channels_first",
            "activation",
            "softmax"));
  }

  static Stream<LayerCase> all() {
    return Stream.concat(layers(), variants());
  }

  private static LayerCase conv1d(Shape input, Object... arguments) {
    return LayerCase.of(Conv1D.class, input, with(arguments));
  }

  private static LayerCase conv2d(Shape input, Object... arguments) {
    return LayerCase.of(Conv2D.class, input, with(arguments));
  }

  private static LayerCase conv3d(Shape input, Object... arguments) {
    return LayerCase.of(Conv3D.class, input, with(arguments));
  }

  private static Object[] with(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("filters", 4, "bias_initializer", "ones"));
    all.addAll(List.of(arguments));
    return all.toArray();
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsAreThoseOfFiniteDifferences(LayerCase conv) {
    assertThat(conv.run(DataType.DOUBLE).gradientError()).isLessThan(1e-8);
  }

  @ParameterizedTest
  @MethodSource("all")
  void floatAgreesWithDouble(LayerCase conv) {
    assertThat(conv.floatError()).isLessThan(2e-6);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOutputHasTheShapeThatIsForetold(LayerCase conv) {
    conv.assertShape();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void outputsAreThoseOfTheDefinition(LayerCase conv) {
    ModelRun run = conv.run(DataType.DOUBLE);
    INDArray expected = expected(conv, run);
    assertThat(Closeness.error(run.output(0), expected)).isLessThan(1e-12);
  }

  private static INDArray expected(LayerCase conv, ModelRun run) {
    Window window = SlidingReference.widened(((Sliding) conv.layer()).window());
    INDArray kernel = run.weight("layer/kernel");
    double[] y =
        new SlidingReference(conv.wide(), window, kernel.size(-1))
            .convolution(run.input("x").reshape('c', conv.wide()), LayerCase.wideKernel(kernel));
    INDArray sums = Nd4j.createFromArray(y);
    boolean biased = run.weightPaths().contains("layer/bias");
    return biased ? sums.add(1) : Transforms.tanh(sums);
  }

  @Test
  void aCausalConvolutionSeesNoLaterStep() {
    LayerCase conv = conv1d(Shape.of(5, 1), "kernel_size", 3, "padding", "causal");
    ModelRun run = conv.run(DataType.DOUBLE);
    INDArray before = run.output(0);
    run.input("x").putScalar(new int[] {0, 3, 0}, 100);
    INDArray after = run.output(0);
    for (int step = 0; step < 5; step++) {
      boolean equal = before.getDouble(0, step, 0) == after.getDouble(0, step, 0);
      assertThat(equal).as("step %d", step).isEqualTo(step < 3);
    }
  }

  @Test
  void unknownLengthsStayUnknown() {
    LayerCase conv = conv2d(Shape.of(-1, 9, 2), "kernel_size", 3, "strides", 2);
    assertThat(conv.layer().outputShape(List.of(conv.input()))).isEqualTo(Shape.of(-1, 4, 4));
  }

  @Test
  void refusesAnInputThatIsSmallerThanTheWindow() {
    LayerCase conv = conv2d(Shape.of(4, 9, 1), "kernel_size", 3, "dilation_rate", 2);
    assertThatThrownBy(() -> conv.layer().outputShape(List.of(conv.input())))
        .hasMessage(
            "The window of Conv2D spans 5 by 5 positions, more than its input of shape (4, 9, 1) has. Use padding 'same', a smaller window, or fewer poolings and strides before it.");
  }

  @Test
  void refusesChannelsThatGroupsDoNotDivide() {
    LayerCase conv = conv2d(Shape.of(4, 9, 3), "kernel_size", 3, "groups", 2);
    assertThatThrownBy(() -> conv.layer().outputShape(List.of(conv.input())))
        .hasMessage(
            "Conv2D cuts its input channels into 2 groups, but is given 3 channels. Choose 'groups' to divide them.");
  }

  @Test
  void refusesStridesTogetherWithDilation() {
    assertThatThrownBy(
            () -> conv2d(Shape.of(9, 9, 3), "kernel_size", 3, "strides", 2, "dilation_rate", 2))
        .hasMessageContaining(
            "'strides' [2, 2] and 'dilation_rate' [2, 2] cannot both be above 1. Set one of them to 1.");
  }

  @Test
  void refusesCausalPaddingInTwoDimensions() {
    assertThatThrownBy(() -> conv2d(Shape.of(9, 9, 3), "kernel_size", 3, "padding", "causal"))
        .hasMessageContaining(
            "'padding' must be valid or same here, but was causal, which only Conv1D has.");
  }

  @Test
  void refusesInputsOfAnotherRank() {
    LayerCase conv = conv2d(Shape.of(9, 9), "kernel_size", 3);
    assertThatThrownBy(() -> conv.layer().outputShape(List.of(conv.input())))
        .hasMessage(
            "Conv2D takes inputs of shape (height, width, channels), but is given (9, 9). Reshape it first.");
  }
}
