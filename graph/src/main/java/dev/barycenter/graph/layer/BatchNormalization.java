package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.ops.Normalizations;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes each channel's mean 0 and its variance 1 over the minibatch, then scales and shifts it:
 * {@code y = gamma (x - mean) / sqrt(variance + epsilon) + beta} (Ioffe and Szegedy, arXiv
 * 1502.03167).
 *
 * <p>In training the mean and the (biased) variance are those of the minibatch, and move the moving
 * ones: {@code moving = momentum * moving + (1 - momentum) * batch}. In inference, and always while
 * the layer is not trainable, the moving ones are used and stay as they are. Steps that a mask
 * leaves out count neither for the mean nor for the variance.
 *
 * @param axis the axis of the channels, batch axis counted as 0; negative positions count from the
 *     last
 * @param momentum the share of the moving statistics that stays at each step
 * @param epsilon added to the variance
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 */
public record BatchNormalization(
    @Default("-1") Dims axis,
    @Default("0.99") double momentum,
    @Default("0.001") double epsilon,
    @Default("true") boolean center,
    @Default("true") boolean scale,
    @Default("zeros") Initializer betaInitializer,
    @Default("ones") Initializer gammaInitializer,
    @Default("zeros") Initializer movingMeanInitializer,
    @Default("ones") Initializer movingVarianceInitializer,
    @Default("null") @Nullable Regularizer betaRegularizer,
    @Default("null") @Nullable Regularizer gammaRegularizer,
    @Default("null") @Nullable Constraint betaConstraint,
    @Default("null") @Nullable Constraint gammaConstraint,
    @Default("false") boolean renorm,
    @Default("null") @Nullable JsonNode renormClipping,
    @Default("0.99") double renormMomentum,
    @Key("synchronized") @Default("false") boolean synchronizedAcrossReplicas)
    implements ShapePreserving {

  /** Checks the arguments. */
  public BatchNormalization {
    Check.refuse(
        axis.values().size() != 1, "'axis' is %s: BatchNormalization takes one axis.", axis);
    Check.refuse(renorm, "'renorm' is true: batch renormalization is not supported. Leave it out.");
    Check.refuse(
        synchronizedAcrossReplicas,
        "'synchronized' is true: each replica normalizes by its own minibatches. Leave it out.");
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("BatchNormalization", inputs);
    Check.known(
        "BatchNormalization", input, Check.axis("BatchNormalization", input, axis.get(0)) - 1);
    return input;
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape input = inputs.get(0);
    Shape channels = Shape.of(input.dim(Check.axis("BatchNormalization", input, axis.get(0)) - 1));
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
    weights.add(
        WeightSpec.state("moving_mean", channels, movingMeanInitializer, WeightSpec.Role.MEAN));
    weights.add(
        WeightSpec.state(
            "moving_variance", channels, movingVarianceInitializer, WeightSpec.Role.VARIANCE));
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    int at = axis.get(0) < 0 ? axis.get(0) + call.input().rank() : axis.get(0);
    if (ops.normalizations().cover(call.input(), at) && (!learns(call) || maskOf(call) == null)) {
      return inOneOp(call);
    }
    long[] along = Normalized.along(call.input(), at);
    Moments moments = moments(call, at, along);
    Value factor = moments.inverseDeviation(ops, epsilon);
    if (scale) {
      factor = ops.multiply(factor, ops.reshape(call.weight("gamma"), along));
    }
    Value y = ops.multiply(moments.distance(), factor);
    return center ? ops.add(y, ops.reshape(call.weight("beta"), along)) : y;
  }

  /** Returns whether the call normalizes by its own moments and moves the moving ones. */
  private static boolean learns(LayerCall call) {
    return call.training() && call.mode().trainable();
  }

  private Value inOneOp(LayerCall call) {
    Normalizations ops = call.ops().normalizations();
    Value gamma = scale ? call.weight("gamma") : null;
    Value beta = center ? call.weight("beta") : null;
    if (!learns(call)) {
      Value mean = call.weight("moving_mean");
      Value variance = call.weight("moving_variance");
      return ops.given(call.input(), mean, variance, gamma, beta, epsilon);
    }
    List<Value> made = ops.batch(call.input(), gamma, beta, epsilon);
    move(call, "moving_mean", made.get(1));
    move(call, "moving_variance", made.get(2));
    return made.get(0);
  }

  /** Returns the moments to normalize by, and moves the moving ones if the call trains. */
  private Moments moments(LayerCall call, int at, long... along) {
    Ops ops = call.ops();
    Value x = call.input();
    if (!learns(call)) {
      Value mean = ops.reshape(call.weight("moving_mean"), along);
      return Moments.given(ops, x, mean, ops.reshape(call.weight("moving_variance"), along));
    }
    int[] others = IntStream.range(0, x.rank()).filter(i -> i != at).toArray();
    Moments moments = Moments.of(ops, x, maskOf(call), others);
    move(call, "moving_mean", moments.mean());
    move(call, "moving_variance", moments.variance());
    return moments;
  }

  private static @Nullable Value maskOf(LayerCall call) {
    Value mask = call.mask(0);
    if (mask != null && mask.rank() != call.input().rank() - 1) {
      throw new IllegalArgumentException(
          "BatchNormalization takes masks with one axis less than its input, but the mask has shape %s and the input %s."
              .formatted(mask, call.input()));
    }
    return mask;
  }

  private void move(LayerCall call, String weight, Value batch) {
    Ops ops = call.ops();
    Value moving = call.weight(weight);
    Value kept = ops.scale(moving, momentum);
    Value added = ops.scale(ops.reshape(batch, moving.shape()), 1 - momentum);
    ops.assign(moving, ops.add(kept, added));
  }
}
