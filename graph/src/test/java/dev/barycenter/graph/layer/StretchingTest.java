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
import org.nd4j.linalg.factory.Nd4j;

class StretchingTest {

  static Stream<LayerCase> layers() {
    return Stream.of(
        LayerCase.of(UpSampling1D.class, Shape.of(3, 2), "size", 3),
        LayerCase.of(UpSampling2D.class, Shape.of(2, 3, 2), "size", List.of(2, 3)),
        LayerCase.of(UpSampling2D.class, Shape.of(2, 3, 2), "size", 2, "interpolation", "bilinear"),
        LayerCase.of(UpSampling3D.class, Shape.of(2, 1, 3, 2)),
        LayerCase.of(ZeroPadding1D.class, Shape.of(3, 2), "padding", List.of(1, 2)),
        LayerCase.of(ZeroPadding2D.class, Shape.of(3, 2, 2), "padding", List.of(1, 0)),
        LayerCase.of(ZeroPadding3D.class, Shape.of(1, 2, 2, 2)),
        LayerCase.of(Cropping1D.class, Shape.of(4, 2), "cropping", List.of(2, 1)),
        LayerCase.of(
            Cropping2D.class, Shape.of(4, 3, 2), "cropping", List.of(List.of(1, 2), List.of(0, 1))),
        LayerCase.of(Cropping3D.class, Shape.of(3, 4, 3, 2)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsAreThoseOfFiniteDifferences(LayerCase layer) {
    assertThat(layer.run(DataType.DOUBLE).gradientError()).isLessThan(1e-8);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theOutputHasTheShapeThatIsForetold(LayerCase layer) {
    layer.assertShape();
  }

  private static INDArray of(LayerCase layer, double... numbers) {
    ModelRun run = layer.run(DataType.DOUBLE);
    INDArray x = run.input("x");
    INDArray example = Nd4j.createFromArray(numbers).reshape('c', x.slice(0).shape());
    x.slice(0).assign(example);
    x.slice(1).assign(example);
    return run.output(0).slice(1).dup('c');
  }

  @Test
  void nearestUpsamplingRepeatsNeighbors() {
    LayerCase layer = LayerCase.of(UpSampling2D.class, Shape.of(1, 2, 1), "size", List.of(2, 3));
    assertThat(of(layer, 5, 7).data().asDouble())
        .containsExactly(5, 5, 5, 7, 7, 7, 5, 5, 5, 7, 7, 7);
  }

  @Test
  void bilinearUpsamplingReadsBetweenTheCentersOfCells() {
    LayerCase layer =
        LayerCase.of(UpSampling2D.class, Shape.of(1, 3, 1), "size", 2, "interpolation", "bilinear");
    assertThat(of(layer, 0, 4, 8).slice(0).dup('c').data().asDouble())
        .containsExactly(0, 1, 3, 5, 7, 8);
  }

  @Test
  void paddingPutsZerosOnTheSidesThatItNames() {
    LayerCase layer =
        LayerCase.of(
            ZeroPadding2D.class,
            Shape.of(1, 2, 1),
            "padding",
            List.of(List.of(1, 0), List.of(0, 2)));
    assertThat(of(layer, 5, 7).data().asDouble()).containsExactly(0, 0, 0, 0, 5, 7, 0, 0);
  }

  @Test
  void croppingTakesFromTheSidesThatItNames() {
    LayerCase layer =
        LayerCase.of(
            Cropping2D.class, Shape.of(2, 3, 1), "cropping", List.of(List.of(1, 0), List.of(0, 2)));
    assertThat(of(layer, 1, 2, 3, 4, 5, 6).data().asDouble()).containsExactly(4);
  }

  @Test
  void refusesToCropEverything() {
    LayerCase layer = LayerCase.of(Cropping1D.class, Shape.of(4, 2), "cropping", 2);
    assertThatThrownBy(() -> layer.layer().outputShape(List.of(layer.input())))
        .hasMessage(
            "Cropping1D leaves nothing of its input of shape (4, 2). Crop less, or make the input larger.");
  }

  @Test
  void refusesMarginsOfAnotherNumberOfAxes() {
    assertThatThrownBy(
            () -> LayerCase.of(ZeroPadding2D.class, Shape.of(4, 4, 2), "padding", List.of(1, 2, 3)))
        .hasMessageContaining(
            "'padding' is [[1], [2], [3]]: expected a whole number of at least 0, a list of 2 of them, or a list of 2 pairs.");
  }

  @Test
  void refusesInterpolationsByName() {
    assertThatThrownBy(
            () -> LayerCase.of(UpSampling2D.class, Shape.of(2, 2, 1), "interpolation", "bicubic"))
        .hasMessageContaining("Found 'bicubic'.")
        .hasMessageContaining("bilinear");
  }
}
