package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.ModelRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class PoolingTest {

  static Stream<LayerCase> windows() {
    return Stream.of(
            kinds(MaxPooling2D.class, AveragePooling2D.class, Shape.of(6, 6, 1)),
            kinds(MaxPooling2D.class, AveragePooling2D.class, Shape.of(7, 5, 3), "strides", 1),
            kinds(
                MaxPooling2D.class,
                AveragePooling2D.class,
                Shape.of(7, 5, 3),
                "pool_size",
                List.of(3, 2),
                "strides",
                List.of(1, 2),
                "padding",
                "same"),
            kinds(
                MaxPooling2D.class,
                AveragePooling2D.class,
                Shape.of(8, 8, 2),
                "pool_size",
                3,
                "strides",
                2,
                "padding",
                "same"),
            kinds(MaxPooling1D.class, AveragePooling1D.class, Shape.of(7, 3)),
            kinds(
                MaxPooling1D.class,
                AveragePooling1D.class,
                Shape.of(7, 1),
                "strides",
                1,
                "padding",
                "same"),
            kinds(MaxPooling3D.class, AveragePooling3D.class, Shape.of(4, 5, 4, 2)),
            kinds(
                MaxPooling3D.class,
                AveragePooling3D.class,
                Shape.of(3, 5, 4, 1),
                "padding",
                "same"))
        .flatMap(s -> s);
  }

  static Stream<LayerCase> others() {
    return Stream.of(
            kinds(GlobalMaxPooling1D.class, GlobalAveragePooling1D.class, Shape.of(5, 3)),
            kinds(GlobalMaxPooling2D.class, GlobalAveragePooling2D.class, Shape.of(3, 4, 2)),
            kinds(GlobalMaxPooling3D.class, GlobalAveragePooling3D.class, Shape.of(3, 2, 2, 2)),
            kinds(
                GlobalMaxPooling2D.class,
                GlobalAveragePooling2D.class,
                Shape.of(2, 3, 4),
                "data_format",
                "channels_first",
                "keepdims",
                true),
            kinds(
                MaxPooling2D.class,
                AveragePooling2D.class,
                Shape.of(3, 4, 4),
                "data_format",
                "channels_first"),
            Stream.of(
                LayerCase.of(Flatten.class, Shape.of(2, 3, 2)),
                LayerCase.of(Flatten.class, Shape.of(2, 3, 2), "data_format", "channels_first")))
        .flatMap(s -> s);
  }

  static Stream<LayerCase> all() {
    return Stream.concat(windows(), others());
  }

  private static Stream<LayerCase> kinds(
      Class<? extends Layer> max, Class<? extends Layer> average, Shape in, Object... arguments) {
    return Stream.of(LayerCase.of(max, in, arguments), LayerCase.of(average, in, arguments));
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsAreThoseOfFiniteDifferences(LayerCase pooling) {
    assertThat(pooling.run(DataType.DOUBLE).gradientError()).isLessThan(1e-8);
  }

  @ParameterizedTest
  @MethodSource("all")
  void floatAgreesWithDouble(LayerCase pooling) {
    assertThat(pooling.floatError()).isLessThan(1e-6);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOutputHasTheShapeThatIsForetold(LayerCase pooling) {
    pooling.assertShape();
  }

  @ParameterizedTest
  @MethodSource("windows")
  void outputsAreThoseOfTheDefinition(LayerCase pooling) {
    ModelRun run = pooling.run(DataType.DOUBLE);
    boolean max = pooling.layer().getClass().getSimpleName().startsWith("Max");
    SlidingReference reference =
        new SlidingReference(
            pooling.wide(),
            SlidingReference.widened(((Sliding) pooling.layer()).window()),
            pooling.input().last());
    INDArray x = run.input("x").reshape('c', pooling.wide());
    double[] expected = max ? reference.maximum(x) : reference.average(x);
    assertThat(Closeness.error(run.output(0), expected)).isLessThan(1e-14);
  }

  @Test
  void globalPoolingOfAnImageIsTheMeanOfItsPositions() {
    ModelRun run =
        LayerCase.of(GlobalAveragePooling2D.class, Shape.of(3, 4, 2)).run(DataType.DOUBLE);
    assertThat(Closeness.error(run.output(0), run.input("x").mean(1, 2))).isLessThan(1e-14);
  }

  @Test
  void ofEqualElementsTheFirstGetsTheGradient() {
    ModelRun run = LayerCase.of(MaxPooling2D.class, Shape.of(2, 2, 1)).run(DataType.FLOAT);
    run.input("x").assign(0);
    INDArray gradient = run.gradient("x");
    assertThat(gradient.getDouble(0)).isNotZero();
    assertThat(gradient.getDouble(1)).isZero();
    assertThat(gradient.getDouble(2)).isZero();
    assertThat(gradient.getDouble(3)).isZero();
  }

  @Test
  void refusesAnInputThatIsSmallerThanTheWindow() {
    LayerCase pooling = LayerCase.of(MaxPooling2D.class, Shape.of(1, 4, 1));
    assertThatThrownBy(() -> pooling.layer().outputShape(List.of(pooling.input())))
        .hasMessage(
            "The window of MaxPooling2D spans 2 by 2 positions, more than its input of shape (1, 4, 1) has. Use padding 'same', a smaller window, or fewer poolings and strides before it.");
  }
}
