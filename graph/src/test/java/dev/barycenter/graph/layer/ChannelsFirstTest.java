package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.ModelRun;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ChannelsFirstTest {
  private static final Shape STEPS = Shape.of(6, 2);
  private static final Shape IMAGE = Shape.of(4, 5, 2);
  private static final Shape VOLUME = Shape.of(4, 3, 5, 2);

  static Stream<LayerCase> layers() {
    return Stream.of(
        LayerCase.of(Conv1D.class, STEPS, "filters", 3, "kernel_size", 2, "padding", "causal"),
        LayerCase.of(Conv2D.class, IMAGE, "filters", 3, "kernel_size", 2, "padding", "same"),
        LayerCase.of(Conv3D.class, VOLUME, "filters", 3, "kernel_size", 2),
        LayerCase.of(Conv1DTranspose.class, STEPS, "filters", 3, "kernel_size", 2, "strides", 2),
        LayerCase.of(Conv2DTranspose.class, IMAGE, "filters", 3, "kernel_size", 2),
        LayerCase.of(Conv3DTranspose.class, VOLUME, "filters", 3, "kernel_size", 2),
        LayerCase.of(DepthwiseConv1D.class, STEPS, "kernel_size", 2),
        LayerCase.of(DepthwiseConv2D.class, IMAGE, "kernel_size", 2, "depth_multiplier", 2),
        LayerCase.of(SeparableConv1D.class, STEPS, "filters", 3, "kernel_size", 2),
        LayerCase.of(SeparableConv2D.class, IMAGE, "filters", 3, "kernel_size", 2),
        LayerCase.of(MaxPooling1D.class, STEPS),
        LayerCase.of(AveragePooling2D.class, IMAGE, "padding", "same"),
        LayerCase.of(MaxPooling3D.class, VOLUME),
        LayerCase.of(GlobalAveragePooling1D.class, STEPS, "keepdims", true),
        LayerCase.of(GlobalMaxPooling2D.class, IMAGE, "keepdims", true),
        LayerCase.of(GlobalAveragePooling3D.class, VOLUME, "keepdims", true),
        LayerCase.of(UpSampling2D.class, IMAGE, "interpolation", "bilinear"),
        LayerCase.of(UpSampling3D.class, VOLUME),
        LayerCase.of(ZeroPadding1D.class, STEPS),
        LayerCase.of(ZeroPadding2D.class, IMAGE),
        LayerCase.of(Cropping2D.class, IMAGE, "cropping", 1),
        LayerCase.of(Cropping3D.class, VOLUME));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void isTheSameLayerWithItsAxesMoved(LayerCase last) {
    Shape moved = DataFormat.CHANNELS_FIRST.fromChannelsLast(last.input());
    LayerCase first = new LayerCase(last.layer().with("data_format", "channels_first"), moved);
    ModelRun lastRun = last.run(DataType.DOUBLE);
    ModelRun firstRun = first.run(DataType.DOUBLE);
    firstRun.input("x").assign(lastRun.input("x").permute(toFront(last.input().rank() + 1)));
    INDArray expected = lastRun.output(0);
    assertThat(
            Closeness.error(
                firstRun.output(0), expected.permute(toFront(expected.rank())).dup('c')))
        .isLessThan(1e-14);
    assertThat(first.layer().outputShape(List.of(moved)))
        .isEqualTo(
            DataFormat.CHANNELS_FIRST.fromChannelsLast(
                last.layer().outputShape(List.of(last.input()))));
  }

  private static int[] toFront(int rank) {
    return IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray();
  }
}
