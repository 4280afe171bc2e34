package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code mean(-t log(p) - (1 - t) log(1 - p))}: for each unit the probability of a yes.
 *
 * @param fromLogits whether {@code p = sigmoid(prediction)}; else predictions are probabilities and
 *     clipped to [eps, 1 - eps]
 * @param labelSmoothing from 0 to 1; targets move towards 0.5 by this share of the way
 * @param axis the axis of the mean, batch axis included in the count
 */
@Alias({"bce", "BCE"})
public record BinaryCrossentropy(
    @Default("false") boolean fromLogits,
    @Default("0.0") double labelSmoothing,
    @Default("-1") int axis,
    @Default("sum_over_batch_size") Reduction reduction)
    implements Loss {
  /** Checks the arguments. */
  public BinaryCrossentropy {
    reduction = Reduction.checked(reduction);
    LossCheck.smoothing(labelSmoothing);
  }

  @Override
  public Value samples(Ops ops, Value target, Value prediction) {
    Value t = Formula.smoothed(ops, target, labelSmoothing, 2);
    Value each =
        fromLogits
            ? ops.subtract(Formula.softplus(ops, prediction), ops.multiply(t, prediction))
            : ofProbabilities(ops, t, prediction);
    return ops.mean(each, false, axis);
  }

  /** Returns {@code -t log(p) - (1 - t) log(1 - p)} with p clipped. */
  static Value ofProbabilities(Ops ops, Value t, Value prediction) {
    Value p = Formula.clipped(ops, prediction);
    return ofLogs(ops, t, ops.log(p), ops.log(Formula.oneMinus(ops, p)));
  }

  private static Value ofLogs(Ops ops, Value t, Value logYes, Value logNo) {
    Value yes = ops.multiply(t, logYes);
    return ops.negative(ops.add(yes, ops.multiply(Formula.oneMinus(ops, t), logNo)));
  }

  @Override
  public @Nullable Activation fusesWith() {
    return fromLogits ? null : Activation.SIGMOID;
  }

  @Override
  public Value samplesOfLogits(Ops ops, Value target, Value logits) {
    Value t = Formula.smoothed(ops, target, labelSmoothing, 2);
    Value logYes = ops.negative(Formula.softplus(ops, ops.negative(logits)));
    Value logNo = ops.negative(Formula.softplus(ops, logits));
    Value each =
        ofLogs(
            ops, t, Formula.clippedLog(ops, logYes, false), Formula.clippedLog(ops, logNo, true));
    return ops.mean(each, false, axis);
  }

  @Override
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    Fit classes =
        last == Activation.SOFTMAX && FitCheck.units(prediction) > 1
            ? Fit.warning(
                "%s takes each unit for a yes or no of its own, but the output is a softmax over %d classes. Use categorical_crossentropy.",
                name(), prediction.last())
            : Fit.GOOD;
    return Loss.super
        .check(prediction, target, last)
        .and(FitCheck.scale(this, fromLogits, last, "sigmoid"))
        .and(classes);
  }
}
