package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/** A loss that is 0 once a prediction is right by a margin of 1. */
public sealed interface MarginLoss extends Loss {

  /** {@code mean(max(1 - t p, 0))}, with targets -1 and 1; targets 0 and 1 are converted. */
  record Hinge(@Default("sum_over_batch_size") Reduction reduction) implements MarginLoss {
    /** Checks the arguments. */
    public Hinge {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      return ops.mean(shortfall(ops, target, prediction), false, -1);
    }
  }

  /** {@code mean(max(1 - t p, 0)^2)}, with targets -1 and 1; targets 0 and 1 are converted. */
  record SquaredHinge(@Default("sum_over_batch_size") Reduction reduction) implements MarginLoss {
    /** Checks the arguments. */
    public SquaredHinge {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      return ops.mean(ops.square(shortfall(ops, target, prediction)), false, -1);
    }
  }

  /** {@code max(max((1 - t) p) - sum(t p) + 1, 0)}, with one-hot targets. */
  record CategoricalHinge(@Default("sum_over_batch_size") Reduction reduction)
      implements MarginLoss {
    /** Checks the arguments. */
    public CategoricalHinge {
      reduction = Reduction.checked(reduction);
    }

    @Override
    public Value samples(Ops ops, Value target, Value prediction) {
      Value right = ops.sum(ops.multiply(target, prediction), false, -1);
      Value others = ops.multiply(Formula.oneMinus(ops, target), prediction);
      Value lead = ops.subtract(ops.max(others, false, -1), right);
      return ops.maximum(ops.shift(lead, 1), ops.constant(0));
    }
  }

  private static Value shortfall(Ops ops, Value target, Value prediction) {
    Value product = ops.multiply(signs(ops, target), prediction);
    return ops.maximum(Formula.oneMinus(ops, product), ops.constant(0));
  }

  /** Returns {@code 2 t - 1} if all targets of the minibatch are 0 or 1, else the targets. */
  private static Value signs(Ops ops, Value target) {
    Value binary = ops.add(ops.equal(target, ops.constant(0)), ops.equal(target, ops.constant(1)));
    Value all = ops.min(binary, false);
    return ops.where(all, ops.shift(ops.scale(target, 2), -1), target);
  }
}
