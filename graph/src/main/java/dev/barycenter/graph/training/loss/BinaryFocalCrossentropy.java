package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Binary crossentropy times {@code (1 - q)^gamma}, with q the probability given to what is true
 * (Lin et al., arXiv 1708.02002): easy examples count little.
 *
 * @param applyClassBalancing whether yes weighs alpha and no weighs {@code 1 - alpha}
 * @param gamma 0 gives the plain crossentropy; higher values look more at hard examples
 * @param fromLogits whether {@code p = sigmoid(prediction)}
 */
public record BinaryFocalCrossentropy(
    @Default("false") boolean applyClassBalancing,
    @Default("0.25") double alpha,
    @Default("2.0") double gamma,
    @Default("false") boolean fromLogits,
    @Default("0.0") double labelSmoothing,
    @Default("-1") int axis,
    @Default("sum_over_batch_size") Reduction reduction)
    implements Loss {
  /** Checks the arguments. */
  public BinaryFocalCrossentropy {
    reduction = Reduction.checked(reduction);
    LossCheck.smoothing(labelSmoothing);
    LossCheck.notNegative("gamma", gamma);
  }

  @Override
  public Value samples(Ops ops, Value target, Value prediction) {
    Value t = Formula.smoothed(ops, target, labelSmoothing, 2);
    Value p = fromLogits ? ops.sigmoid(prediction) : prediction;
    Value plain = BinaryCrossentropy.ofProbabilities(ops, t, p);
    Value focus =
        ops.power(Formula.oneMinus(ops, mixed(ops, t, p, Formula.oneMinus(ops, p))), gamma);
    Value focal = ops.multiply(focus, plain);
    if (applyClassBalancing) {
      Value weight = mixed(ops, t, ops.constant(alpha), ops.constant(1 - alpha));
      focal = ops.multiply(weight, focal);
    }
    return ops.mean(focal, false, axis);
  }

  /** Returns {@code t yes + (1 - t) no}. */
  private static Value mixed(Ops ops, Value t, Value yes, Value no) {
    return ops.add(ops.multiply(t, yes), ops.multiply(Formula.oneMinus(ops, t), no));
  }

  @Override
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    return Loss.super
        .check(prediction, target, last)
        .and(FitCheck.scale(this, fromLogits, last, "sigmoid"));
  }
}
