package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the mean 0 and the variance 1 over some axes of each example, then scales and shifts:
 * {@code y = gamma (x - mean) / sqrt(variance + epsilon) + beta} (Ba et al., arXiv 1607.06450).
 *
 * @param axis the axes, batch axis counted as 0; negative positions count from the last
 * @param epsilon added to the variance
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param rmsScaling whether x is only divided by the standard deviation, with a gamma and without a
 *     beta
 */
public record LayerNormalization(
    @Default("[-1]") List<Integer> axis,
    @Default("0.001") double epsilon,
    @Default("true") boolean center,
    @Default("true") boolean scale,
    @Default("false") boolean rmsScaling,
    @Default("zeros") Initializer betaInitializer,
    @Default("ones") Initializer gammaInitializer,
    @Default("null") @Nullable Regularizer betaRegularizer,
    @Default("null") @Nullable Regularizer gammaRegularizer,
    @Default("null") @Nullable Constraint betaConstraint,
    @Default("null") @Nullable Constraint gammaConstraint)
    implements ShapePreserving {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("LayerNormalization", inputs);
    Normalized.axes("LayerNormalization", input, axis);
    return input;
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape shape = Normalized.kept("LayerNormalization", inputs.get(0), axis);
    List<WeightSpec> weights = new ArrayList<>();
    if (scale || rmsScaling) {
      weights.add(
          WeightSpec.trainable(
              "gamma", shape, gammaInitializer, gammaRegularizer, gammaConstraint));
    }
    if (center && !rmsScaling) {
      weights.add(
          WeightSpec.trainable("beta", shape, betaInitializer, betaRegularizer, betaConstraint));
    }
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = call.input();
    int[] axes = Normalized.axes(x, axis);
    if (!rmsScaling && axes.length == 1 && ops.normalizations().cover(x, axes[0])) {
      Value gamma = scale ? call.weight("gamma") : null;
      Value beta = center ? call.weight("beta") : null;
      return ops.normalizations().layer(x, gamma, beta, epsilon);
    }
    Moments moments = Moments.of(ops, x, axes);
    long[] along = Normalized.along(x, axes);
    if (rmsScaling) {
      Value unit = ops.multiply(x, moments.inverseDeviation(ops, epsilon));
      return Normalized.scaled(call, unit, true, false, along);
    }
    Value unit = moments.normalized(ops, epsilon);
    return Normalized.scaled(call, unit, scale, center, along);
  }
}
