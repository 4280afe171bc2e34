package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code -sum(t log(p))} over classes, with one-hot targets or other distributions.
 *
 * @param fromLogits whether {@code p = softmax(prediction)}; else predictions are divided by their
 *     sum and clipped to [eps, 1 - eps]
 * @param labelSmoothing from 0 to 1; targets move towards equal shares by this part of the way
 * @param axis the axis of the classes, batch axis included in the count
 */
public record CategoricalCrossentropy(
    @Default("false") boolean fromLogits,
    @Default("0.0") double labelSmoothing,
    @Default("-1") int axis,
    @Default("sum_over_batch_size") Reduction reduction)
    implements Loss {
  /** Checks the arguments. */
  public CategoricalCrossentropy {
    reduction = Reduction.checked(reduction);
    LossCheck.smoothing(labelSmoothing);
  }

  @Override
  public Value samples(Ops ops, Value target, Value prediction) {
    Value log =
        fromLogits
            ? Formula.logSoftmax(ops, prediction, axis)
            : ops.log(Formula.clipped(ops, Formula.shares(ops, prediction, axis)));
    return ofLog(ops, target, log);
  }

  private Value ofLog(Ops ops, Value target, Value log) {
    Value t = Formula.smoothed(ops, target, labelSmoothing, target.dim(-1));
    return ops.negative(ops.sum(ops.multiply(t, log), false, axis));
  }

  @Override
  public @Nullable Activation fusesWith() {
    return fromLogits ? null : Activation.SOFTMAX;
  }

  @Override
  public Value samplesOfLogits(Ops ops, Value target, Value logits) {
    Value log = Formula.logSoftmax(ops, logits, axis);
    return ofLog(ops, target, Formula.clippedLog(ops, log, false));
  }

  @Override
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    Fit one = FitCheck.severalClasses(this, prediction);
    if (!one.errors().isEmpty()) {
      return one;
    }
    return oneHot(this, prediction, target, last)
        .and(FitCheck.scale(this, fromLogits, last, "softmax"));
  }

  /** Demands targets with a number for each class, not labels. */
  static Fit oneHot(Loss loss, Shape prediction, Shape target, @Nullable Activation last) {
    Shape labels = prediction.slice(0, prediction.rank() - 1);
    if (FitCheck.matches(target, labels) || FitCheck.matches(target, labels.plus(1))) {
      return Fit.error(
          "%s wants a number for each of %d classes, but the targets have shape %s: one label. Use sparse_categorical_crossentropy, or one-hot targets.",
          loss.name(), prediction.last(), target);
    }
    return FitCheck.shapes(loss, prediction, target).and(FitCheck.single(prediction, last));
  }
}
