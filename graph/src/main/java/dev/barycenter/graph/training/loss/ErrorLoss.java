package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/** A distance between numbers or between vectors along the last axis. */
public sealed interface ErrorLoss extends Loss {

  /** {@code mean((t - p)^2)}. */
  @Alias({"mse", "MSE"})
  record MeanSquaredError(@Default("sum_over_batch_size") Reduction reduction)
      implements ErrorLoss {
    /** Checks the arguments. */
    public MeanSquaredError {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      return ops.mean(ops.square(ops.subtract(target, prediction)), false, -1);
    }
  }

  /** {@code mean(|t - p|)}. */
  @Alias({"mae", "MAE"})
  record MeanAbsoluteError(@Default("sum_over_batch_size") Reduction reduction)
      implements ErrorLoss {
    /** Checks the arguments. */
    public MeanAbsoluteError {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      return ops.mean(ops.abs(ops.subtract(target, prediction)), false, -1);
    }
  }

  /** {@code 100 mean(|t - p| / max(|t|, eps))}. */
  @Alias({"mape", "MAPE"})
  record MeanAbsolutePercentageError(@Default("sum_over_batch_size") Reduction reduction)
      implements ErrorLoss {
    /** Checks the arguments. */
    public MeanAbsolutePercentageError {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value size = ops.clipBelow(ops.abs(target), EPSILON);
      Value share = ops.abs(ops.divide(ops.subtract(target, prediction), size));
      return ops.scale(ops.mean(share, false, -1), 100);
    }
  }

  /** {@code mean((log(max(t, eps) + 1) - log(max(p, eps) + 1))^2)}. */
  @Alias({"msle", "MSLE"})
  record MeanSquaredLogarithmicError(@Default("sum_over_batch_size") Reduction reduction)
      implements ErrorLoss {
    /** Checks the arguments. */
    public MeanSquaredLogarithmicError {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value difference = ops.subtract(logOfNext(ops, prediction), logOfNext(ops, target));
      return ops.mean(ops.square(difference), false, -1);
    }

    private static Value logOfNext(Ops ops, Value x) {
      return ops.log(ops.shift(ops.clipBelow(x, EPSILON), 1));
    }
  }

  /**
   * {@code -sum(t / |t| * p / |p|)} along an axis: -1 for vectors of one direction, 0 for
   * orthogonal ones.
   *
   * @param axis the axis of the vectors, batch axis included in the count
   */
  record CosineSimilarity(
      @Default("-1") int axis, @Default("sum_over_batch_size") Reduction reduction)
      implements ErrorLoss {
    /** Checks the arguments. */
    public CosineSimilarity {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value product =
          ops.multiply(
              Formula.normalized(ops, target, axis), Formula.normalized(ops, prediction, axis));
      return ops.negative(ops.sum(product, false, axis));
    }
  }

  /**
   * {@code mean(e^2 / 2)} for errors {@code e} up to delta, {@code mean(delta |e| - delta^2 / 2)}
   * beyond (Huber, 1964).
   *
   * @param delta where the loss turns from a parabola into a line; positive
   */
  @Alias("huber_loss")
  record Huber(@Default("1.0") double delta, @Default("sum_over_batch_size") Reduction reduction)
      implements ErrorLoss {
    /** Checks the arguments. */
    public Huber {
      reduction = Reduction.checked(reduction);
      LossCheck.positive("delta", delta);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value error = ops.subtract(prediction, target);
      Value size = ops.abs(error);
      Value parabola = ops.scale(ops.square(error), 0.5);
      Value line = ops.shift(ops.scale(size, delta), -0.5 * delta * delta);
      Value near = ops.lessEqual(size, ops.constant(delta));
      return ops.mean(ops.where(near, parabola, line), false, -1);
    }
  }

  /** {@code mean(log(cosh(p - t)))}: a parabola near 0, a line far from it. */
  @Alias({"logcosh", "log_cosh_error"})
  record LogCosh(@Default("sum_over_batch_size") Reduction reduction) implements ErrorLoss {
    /** Checks the arguments. */
    public LogCosh {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value error = ops.subtract(prediction, target);
      Value soft = Formula.softplus(ops, ops.scale(error, -2));
      return ops.mean(ops.shift(ops.add(error, soft), -Math.log(2)), false, -1);
    }
  }

  /** {@code mean(p - t log(p + eps))}: for counts, with predictions above 0. */
  record Poisson(@Default("sum_over_batch_size") Reduction reduction) implements ErrorLoss {
    /** Checks the arguments. */
    public Poisson {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value log = ops.log(ops.shift(prediction, EPSILON));
      return ops.mean(ops.subtract(prediction, ops.multiply(target, log)), false, -1);
    }
  }

  /** {@code sum(t log(t / p))} of distributions, both clipped to [eps, 1]. */
  @Alias({"kld", "KLD", "kullback_leibler_divergence"})
  record KLDivergence(@Default("sum_over_batch_size") Reduction reduction) implements ErrorLoss {
    /** Checks the arguments. */
    public KLDivergence {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value wanted = ops.clip(target, EPSILON, 1);
      Value ratio = ops.divide(wanted, ops.clip(prediction, EPSILON, 1));
      return ops.sum(ops.multiply(wanted, ops.log(ratio)), false, -1);
    }
  }
}
