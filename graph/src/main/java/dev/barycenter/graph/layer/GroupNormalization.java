package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the mean 0 and the variance 1 over groups of neighboring channels of each example, then
 * scales and shifts each channel (Wu and He, arXiv 1803.08494).
 *
 * @param groups the number of groups, a divisor of the number of channels; -1 for a group for each
 *     channel
 * @param axis the axis of the channels, batch axis counted as 0; negative positions count from the
 *     last
 * @param epsilon added to the variance
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 */
public record GroupNormalization(
    @Default("32") int groups,
    @Default("-1") int axis,
    @Default("0.001") double epsilon,
    @Default("true") boolean center,
    @Default("true") boolean scale,
    @Default("zeros") Initializer betaInitializer,
    @Default("ones") Initializer gammaInitializer,
    @Default("null") @Nullable Regularizer betaRegularizer,
    @Default("null") @Nullable Regularizer gammaRegularizer,
    @Default("null") @Nullable Constraint betaConstraint,
    @Default("null") @Nullable Constraint gammaConstraint)
    implements ShapePreserving {

  /** Checks the number of groups. */
  public GroupNormalization {
    Check.refuse(
        groups < 1 && groups != -1,
        "'groups' must be at least 1, or -1 for a group for each channel, but was %d.",
        groups);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("GroupNormalization", inputs);
    int channels = channels(input).dim(0);
    Check.refuse(
        groups != -1 && channels % groups != 0,
        "'groups' is %d, which does not divide the %d channels of an input of shape %s.",
        groups,
        channels,
        input);
    return input;
  }

  private Shape channels(Shape input) {
    return Normalized.kept("GroupNormalization", input, List.of(axis));
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape channels = channels(inputs.get(0));
    List<WeightSpec> weights = new ArrayList<>();
    if (scale) {
      weights.add(
          WeightSpec.trainable(
              "gamma", channels, gammaInitializer, gammaRegularizer, gammaConstraint));
    }
    if (center) {
      weights.add(
          WeightSpec.trainable("beta", channels, betaInitializer, betaRegularizer, betaConstraint));
    }
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = call.input();
    int at = axis < 0 ? axis + x.rank() : axis;
    Value split = ops.reshape(x, split(x, at));
    int[] others = IntStream.range(1, split.rank()).filter(i -> i != at).toArray();
    Moments moments = Moments.of(ops, split, others);
    Value unit = moments.normalized(ops, epsilon);
    return Normalized.scaled(
        call, ops.reshape(unit, x.shape()), scale, center, Normalized.along(x, at));
  }

  /** Returns the shape of x with the axis of the channels split into groups and their members. */
  private long[] split(Value x, int at) {
    long number = groups == -1 ? x.dim(at) : groups;
    long[] shape = new long[x.rank() + 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] =
          i < at ? x.dim(i) : i == at ? number : i == at + 1 ? x.dim(at) / number : x.dim(i - 1);
    }
    return shape;
  }
}
