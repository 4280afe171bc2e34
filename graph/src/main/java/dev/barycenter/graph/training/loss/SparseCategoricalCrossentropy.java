package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code -log(p[label])}, with whole-number labels from 0 as targets.
 *
 * @param fromLogits whether {@code p = softmax(prediction)}; else predictions are divided by their
 *     sum and clipped to [eps, 1 - eps]
 * @param ignoreClass a label whose samples do not count, such as the void of a segmentation; null
 *     for none
 * @param axis the axis of the classes, batch axis included in the count
 */
public record SparseCategoricalCrossentropy(
    @Default("false") boolean fromLogits,
    @Default("null") @Nullable Integer ignoreClass,
    @Default("sum_over_batch_size") Reduction reduction,
    @Default("-1") int axis)
    implements Loss {
  /** Checks the arguments. */
  public SparseCategoricalCrossentropy {
    reduction = Reduction.checked(reduction);
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
    Value last = lastIsClass(ops, log);
    Value chosen = ops.oneHot(target, (int) last.dim(-1));
    // Where the label is the ignored class, and no class, nothing is chosen; else it counts 0
    // below.
    Value losses = ops.negative(ops.sum(ops.multiply(chosen, last), false, -1));
    Value counts = valid(ops, target, log);
    return counts == null ? losses : ops.where(counts, losses, ops.constant(0));
  }

  private Value lastIsClass(Ops ops, Value x) {
    int at = axis < 0 ? axis + x.rank() : axis;
    int[] order =
        IntStream.range(0, x.rank()).map(i -> i < at ? i : i < x.rank() - 1 ? i + 1 : at).toArray();
    return at == x.rank() - 1 ? x : ops.transpose(x, order);
  }

  @Override
  public @Nullable Value valid(Ops ops, Value target, Value prediction) {
    return ignoreClass == null ? null : ops.notEqual(target, ops.constant(ignoreClass));
  }

  /** Drops the axis of the classes, of length 1, from labels that have it. */
  Value withoutClassAxis(Ops ops, Value labels) {
    return labels.dim(axis) == 1 ? ops.select(labels, axis, 0) : labels;
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
  public Shape targetShape(Shape prediction) {
    // The count of the axis includes the batch axis when it starts at the front.
    int at = axis < 0 ? axis + prediction.rank() : axis - 1;
    int[] kept =
        IntStream.range(0, prediction.rank()).filter(i -> i != at).map(prediction::dim).toArray();
    return Shape.of(kept);
  }

  /**
   * Checks that labels are classes.
   *
   * @param labels the targets of a minibatch
   * @param prediction the shape of the output
   * @throws IllegalArgumentException if one is not a whole number from 0 to the number of classes
   */
  public void checkLabels(float[] labels, Shape prediction) {
    int classes = prediction.dim(axis < 0 ? axis : axis - 1);
    for (int i = 0; i < labels.length; i++) {
      float label = labels[i];
      boolean ignored = ignoreClass != null && label == ignoreClass;
      if (!ignored && !(label >= 0 && label < classes && label == Math.rint(label))) {
        throw new IllegalArgumentException(
            "Label %s at position %d of a minibatch is no class: %s wants whole numbers from 0 to %d. Index the labels, or give the last layer more units."
                .formatted(Float.toString(label), i, name(), classes - 1));
      }
    }
  }

  @Override
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    Fit one = FitCheck.severalClasses(this, prediction);
    if (!one.errors().isEmpty()) {
      return one;
    }
    if (FitCheck.matches(target, prediction)) {
      return Fit.error(
          "%s wants one label, a whole number, but the targets have shape %s: a number for each class. Use categorical_crossentropy, or the labels themselves.",
          name(), target);
    }
    return Loss.super
        .check(prediction, target, last)
        .and(FitCheck.scale(this, fromLogits, last, "softmax"));
  }
}
