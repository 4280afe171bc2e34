package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.ActivationLayer;
import dev.barycenter.graph.layer.ActivityRegularization;
import dev.barycenter.graph.layer.Add;
import dev.barycenter.graph.layer.AlphaDropout;
import dev.barycenter.graph.layer.Average;
import dev.barycenter.graph.layer.BatchNormalization;
import dev.barycenter.graph.layer.CategoryEncoding;
import dev.barycenter.graph.layer.Concatenate;
import dev.barycenter.graph.layer.Discretization;
import dev.barycenter.graph.layer.Dot;
import dev.barycenter.graph.layer.Dropout;
import dev.barycenter.graph.layer.ELU;
import dev.barycenter.graph.layer.Flatten;
import dev.barycenter.graph.layer.GaussianDropout;
import dev.barycenter.graph.layer.GaussianNoise;
import dev.barycenter.graph.layer.GroupNormalization;
import dev.barycenter.graph.layer.Identity;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.LayerNormalization;
import dev.barycenter.graph.layer.LeakyReLU;
import dev.barycenter.graph.layer.Masking;
import dev.barycenter.graph.layer.Maximum;
import dev.barycenter.graph.layer.Minimum;
import dev.barycenter.graph.layer.Multiply;
import dev.barycenter.graph.layer.Normalization;
import dev.barycenter.graph.layer.PReLU;
import dev.barycenter.graph.layer.Permute;
import dev.barycenter.graph.layer.RMSNormalization;
import dev.barycenter.graph.layer.ReLU;
import dev.barycenter.graph.layer.RepeatVector;
import dev.barycenter.graph.layer.Rescaling;
import dev.barycenter.graph.layer.Reshape;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.Softmax;
import dev.barycenter.graph.layer.SpatialDropout1D;
import dev.barycenter.graph.layer.SpatialDropout2D;
import dev.barycenter.graph.layer.SpatialDropout3D;
import dev.barycenter.graph.layer.Subtract;
import dev.barycenter.graph.layer.UnitNormalization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Layers that treat numbers one by one, or merge, normalize and move them. */
public class ElementwiseGradientTest {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsOfActivationsAreThoseOfFiniteDifferences(Activation activation) {
    ModelRun run = OneLayer.training(new ActivationLayer(activation), DataType.DOUBLE, Shape.of(4));
    assertThat(run.gradientError()).isLessThan(1e-8);
  }

  /** Returns layers and the shapes of their inputs. */
  public static Stream<Arguments> layers() {
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
        of(Reshape.class, Map.of("target_shape", List.of(2, -1)), image),
        of(LeakyReLU.class, Map.of(), vector),
        of(ELU.class, Map.of("alpha", 0.7), vector),
        of(PReLU.class, Map.of("alpha_initializer", "ones"), image),
        of(PReLU.class, Map.of("shared_axes", List.of(1, 2)), image),
        of(Softmax.class, Map.of("axis", List.of(1, 3)), image),
        of(Subtract.class, Map.of(), image, vector),
        of(Multiply.class, Map.of(), image, vector, Shape.of(3, 1, 4)),
        of(Average.class, Map.of(), image, vector),
        of(Maximum.class, Map.of(), image, vector, image),
        of(Minimum.class, Map.of(), image, vector),
        of(Dot.class, Map.of("axes", List.of(2, 1)), Shape.of(2, 4), Shape.of(4, 3)),
        of(Dot.class, Map.of("axes", -1, "normalize", true), vector, vector),
        of(LayerNormalization.class, Map.of(), image),
        of(LayerNormalization.class, Map.of("axis", List.of(1, 3)), image),
        of(LayerNormalization.class, Map.of("rms_scaling", true), vector),
        of(GroupNormalization.class, Map.of("groups", 2), image),
        of(RMSNormalization.class, Map.of(), image),
        of(UnitNormalization.class, Map.of("axis", List.of(1, 2)), image),
        of(SpatialDropout1D.class, Map.of("rate", 0.5), Shape.of(3, 4)),
        of(SpatialDropout2D.class, Map.of("rate", 0.5), image),
        of(GaussianDropout.class, Map.of("rate", 0.3), image),
        of(GaussianNoise.class, Map.of("stddev", 0.3), image),
        of(AlphaDropout.class, Map.of("rate", 0.3), image),
        of(SpatialDropout3D.class, Map.of("rate", 0.5), Shape.of(2, 1, 3, 4)),
        of(Identity.class, Map.of(), image),
        of(ActivityRegularization.class, Map.of("l1", 0.1, "l2", 0.2), image),
        of(Masking.class, Map.of(), Shape.of(3, 4)),
        of(Flatten.class, Map.of(), image),
        of(Discretization.class, Map.of("bin_boundaries", List.of(-1.0, 0.0, 1.0)), image),
        of(CategoryEncoding.class, Map.of("num_tokens", 3), vector),
        of(Permute.class, Map.of("dims", List.of(3, 1, 2)), image),
        of(RepeatVector.class, Map.of("n", 3), vector),
        of(Normalization.class, Map.of("axis", List.of(1, 3)), image),
        of(Normalization.class, Map.of("mean", 0.3, "variance", 2.5, "invert", true), image));
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
