package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.ActivationLayer;
import dev.barycenter.graph.layer.Add;
import dev.barycenter.graph.layer.BatchNormalization;
import dev.barycenter.graph.layer.Concatenate;
import dev.barycenter.graph.layer.Dropout;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.ReLU;
import dev.barycenter.graph.layer.Rescaling;
import dev.barycenter.graph.layer.Reshape;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class ElementwiseGradientTest {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsOfActivationsAreThoseOfFiniteDifferences(Activation activation) {
    ModelRun run = OneLayer.training(new ActivationLayer(activation), DataType.DOUBLE, Shape.of(4));
    assertThat(run.gradientError()).isLessThan(1e-8);
  }

  static Stream<Arguments> layers() {
    Shape vector = Shape.of(4);
    Shape image = Shape.of(3, 2, 4);
    return Stream.of(
        of(Add.class, Map.of(), image, vector, Shape.of(3, 1, 4)),
        of(BatchNormalization.class, Map.of(), vector),
        of(BatchNormalization.class, Map.of("axis", 1, "scale", false), image),
        of(BatchNormalization.class, Map.of("center", false), image),
        of(Concatenate.class, Map.of(), image, Shape.of(3, 2, 1), image),
        of(Concatenate.class, Map.of("axis", 1), image, Shape.of(1, 2, 4)),
        of(Dropout.class, Map.of("rate", 0.4), image),
        of(ReLU.class, Map.of("max_value", 1.1, "negative_slope", 0.3, "threshold", 0.2), vector),
        of(Rescaling.class, Map.of("scale", List.of(1, 2, 3, 4), "offset", 0.5), image),
        of(Reshape.class, Map.of("target_shape", List.of(2, -1)), image));
  }

  private static Arguments of(Class<? extends Layer> type, Map<String, ?> given, Shape... shapes) {
    Layer layer = Layer.FAMILY.create(type, given);
    return Arguments.of(Named.of(type.getSimpleName() + given, layer), shapes);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsAreThoseOfFiniteDifferences(Layer layer, Shape[] shapes) {
    ModelRun run = OneLayer.training(layer, DataType.DOUBLE, shapes);
    assertThat(run.gradientError()).isLessThan(1e-7);
  }
}
