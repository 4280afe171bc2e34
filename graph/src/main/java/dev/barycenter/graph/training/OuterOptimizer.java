package dev.barycenter.graph.training;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import java.io.Serializable;
import java.util.List;

/** How the global weights move at the end of a round, given the mean move of the replicas. */
public sealed interface OuterOptimizer extends Serializable {
  /** All outer optimizers. */
  Family<OuterOptimizer> FAMILY =
      new Family<>("outer optimizer", List.of(Mean.class, Momentum.class, Nesterov.class));

  /** Returns the share of the mean move that is taken. */
  double learningRate();

  /** Returns how much of the last moves is taken again. */
  double momentum();

  /** Plain averaging with a rate of 1 (FedAvg, arXiv 1602.05629). */
  record Mean(@Default("1.0") double learningRate) implements OuterOptimizer {
    /** Checks the rate. */
    public Mean {
      check(learningRate, 0);
    }

    @Override
    public double momentum() {
      return 0;
    }
  }

  /** Block momentum (BMUF, ICASSP 2016; SlowMo, arXiv 1910.00643). */
  record Momentum(@Default("1.0") double learningRate, @Default("0.9") double momentum)
      implements OuterOptimizer {
    /** Checks the numbers. */
    public Momentum {
      check(learningRate, momentum);
    }
  }

  /** Nesterov's momentum (DiLoCo, arXiv 2311.08105). */
  record Nesterov(@Default("0.7") double learningRate, @Default("0.9") double momentum)
      implements OuterOptimizer {
    /** Checks the numbers. */
    public Nesterov {
      check(learningRate, momentum);
    }
  }

  private static void check(double rate, double momentum) {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'learning_rate' of the outer optimizer must be positive, but was %s; 1 is plain averaging."
              .formatted(rate));
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "'momentum' of the outer optimizer must be at least 0 and below 1, but was %s."
              .formatted(momentum));
    }
  }
}
