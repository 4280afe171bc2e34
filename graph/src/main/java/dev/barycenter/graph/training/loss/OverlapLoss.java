package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How little two sets overlap, for segmentation; 0 for equal sets.
 *
 * <p>The sums go over the given axes, the batch axis included in the count. Without axes they go
 * over the whole minibatch, whose loss is then one number.
 */
public sealed interface OverlapLoss extends Loss {
  /** Returns the axes that are summed over; null for all. */
  @Nullable List<Integer> axis();

  /** {@code 1 - 2 sum(t p) / (sum(t) + sum(p) + eps)}. */
  record Dice(
      @Default("sum_over_batch_size") Reduction reduction,
      @Default("null") @Nullable List<Integer> axis)
      implements OverlapLoss {
    /** Checks the arguments. */
    public Dice {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value both = sum(ops, ops.multiply(target, prediction));
      Value each = ops.add(sum(ops, target), sum(ops, prediction));
      return share(ops, ops.scale(both, 2), each);
    }
  }

  /**
   * {@code 1 - s / (s + alpha sum((1 - p) t) + beta sum(p (1 - t)) + eps)} with {@code s = sum(t
   * p)} (Salehi et al., arXiv 1706.05721).
   */
  record Tversky(
      @Default("0.5") double alpha,
      @Default("0.5") double beta,
      @Default("sum_over_batch_size") Reduction reduction,
      @Default("null") @Nullable List<Integer> axis)
      implements OverlapLoss {
    /** Checks the arguments. */
    public Tversky {
      reduction = Reduction.checked(reduction);
      LossCheck.notNegative("alpha", alpha);
      LossCheck.notNegative("beta", beta);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value both = sum(ops, ops.multiply(target, prediction));
      Value missed = sum(ops, ops.multiply(Formula.oneMinus(ops, prediction), target));
      Value wrong = sum(ops, ops.multiply(prediction, Formula.oneMinus(ops, target)));
      Value all = ops.add(ops.add(both, ops.scale(missed, alpha)), ops.scale(wrong, beta));
      return share(ops, both, all);
    }
  }

  /** Records the sum over the axes of the loss. */
  default Value sum(Ops ops, Value x) {
    List<Integer> axes = axis();
    return axes == null
        ? ops.sum(x, false)
        : ops.sum(x, false, axes.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Value share(Ops ops, Value part, Value all) {
    return Formula.oneMinus(ops, ops.divide(part, ops.shift(all, EPSILON)));
  }
}
