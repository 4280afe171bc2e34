package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the losses {@code l} of all samples become one number, given weights {@code w} and a mask.
 *
 * <p>A mask turns into weights: {@code w = mask} for the sums, and {@code w = mask * samples /
 * valid samples} for the means, so that a mean is taken over the samples that count. Weights and
 * mask multiply. (Keras 3, {@code Loss.__call__}.)
 */
public enum Reduction {
  /** {@code sum(w l) / samples}: weights scale the loss, they do not share it out. */
  SUM_OVER_BATCH_SIZE,
  /** The same as {@link #SUM_OVER_BATCH_SIZE}. */
  MEAN,
  /** {@code sum(w l)}. */
  SUM,
  /** {@code sum(w l) / sum(w)}. */
  MEAN_WITH_SAMPLE_WEIGHT,
  /** No number at all, with which nothing can be trained; refused. */
  NONE;

  /** Returns the reduction if one can train with it. */
  static Reduction checked(@Nullable Reduction reduction) {
    if (reduction == null || reduction == NONE) {
      throw new IllegalArgumentException(
          "'reduction' is none, which leaves no number to train on. Use sum_over_batch_size.");
    }
    return reduction;
  }

  /**
   * Records the reduction.
   *
   * <p>Weights and mask may lack the last axes of the losses: a weight of an example then counts
   * for all of its samples.
   *
   * @param losses one number per sample, batch axis first
   * @param weights the weight of each sample or of each example; null for 1 everywhere
   * @param mask 1 where a sample counts, else 0; null where all count
   * @return a scalar
   */
  public Value apply(Ops ops, Value losses, @Nullable Value weights, @Nullable Value mask) {
    Value combined = combined(ops, weights, mask);
    if (combined == null) {
      return over(ops, losses, null);
    }
    Value factors = aligned(ops, combined, losses.rank());
    if (losses.rank() > 0 && factors.rank() > losses.rank()) {
      throw new IllegalArgumentException(
          "Weights or a mask of shape %s for losses of shape %s: there are fewer losses than weights. Give each example one weight, or let the loss keep the masked axis."
              .formatted(combined, losses));
    }
    Value weighted = ops.multiply(losses, factors);
    return over(ops, weighted, this == MEAN_WITH_SAMPLE_WEIGHT ? ops.sum(factors, false) : null);
  }

  /**
   * Records the sum over the sum of the weights.
   *
   * @param count the sum of the weights; null for the number of losses
   */
  private Value over(Ops ops, Value weighted, @Nullable Value count) {
    Value sum = weighted.rank() == 0 ? weighted : ops.sum(weighted, false);
    if (this == SUM || weighted.rank() == 0) {
      return sum;
    }
    if (count == null) {
      return ops.divide(sum, ops.constant((double) weighted.size()));
    }
    // Nothing counts: the loss is 0, not 0 / 0.
    Value safe = ops.where(ops.equal(count, ops.constant(0)), ops.constant(1), count);
    return ops.divide(sum, safe);
  }

  private @Nullable Value combined(Ops ops, @Nullable Value weights, @Nullable Value mask) {
    Value given = weights == null ? null : ops.cast(weights, ops.trace().type());
    if (mask == null) {
      return given;
    }
    Value valid = scaled(ops, ops.cast(mask, ops.trace().type()));
    if (given == null) {
      return valid;
    }
    int rank = Math.max(given.rank(), valid.rank());
    return ops.multiply(aligned(ops, given, rank), aligned(ops, valid, rank));
  }

  private Value scaled(Ops ops, Value mask) {
    if (this == SUM || this == MEAN_WITH_SAMPLE_WEIGHT) {
      return mask;
    }
    Value valid = ops.clipBelow(ops.sum(mask, false), 1);
    return ops.multiply(mask, ops.divide(ops.constant((double) mask.size()), valid));
  }

  /** Returns factors with axes of length 1 added or dropped at the end, towards a rank. */
  private static Value aligned(Ops ops, Value factors, int rank) {
    Value aligned = factors;
    while (aligned.rank() > Math.max(rank, 1) && aligned.dim(-1) == 1) {
      aligned = ops.select(aligned, -1, 0);
    }
    while (aligned.rank() < rank) {
      aligned = ops.expandDims(aligned, -1);
    }
    return aligned;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
