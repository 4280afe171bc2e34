package dev.barycenter.jobs.spec;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import dev.barycenter.worker.averaging.OuterStep;
import java.util.List;

/**
 * The move of the global weights at the end of a round; formulas are those of {@link OuterStep}.
 */
public sealed interface OuterSpec {
  /** All outer steps. */
  Family<OuterSpec> FAMILY =
      new Family<>("outer step", List.of(Mean.class, Momentum.class, Nesterov.class));

  /** Returns the step of the worker. */
  OuterStep step();

  /**
   * Plain averaging (FedAvg, arXiv 1602.05629).
   *
   * @param learningRate the share of the mean move that is taken
   */
  record Mean(@Default("1.0") double learningRate) implements OuterSpec {
    /** Checks the number. */
    public Mean {
      OuterStep.mean(learningRate);
    }

    @Override
    public OuterStep step() {
      return OuterStep.mean(learningRate);
    }
  }

  /**
   * Block momentum (BMUF, ICASSP 2016; SlowMo, arXiv 1910.00643).
   *
   * @param learningRate the share of the mean move that is taken
   * @param momentum how far the moves of earlier rounds go on
   */
  @Alias({"bmuf", "slowmo"})
  record Momentum(@Default("1.0") double learningRate, @Default("0.9") double momentum)
      implements OuterSpec {
    /** Checks the numbers. */
    public Momentum {
      OuterStep.momentum(learningRate, momentum);
    }

    @Override
    public OuterStep step() {
      return OuterStep.momentum(learningRate, momentum);
    }
  }

  /**
   * Nesterov's momentum (DiLoCo, arXiv 2311.08105).
   *
   * @param learningRate the share of the move that is taken
   * @param momentum how far the moves of earlier rounds go on
   */
  @Alias("diloco")
  record Nesterov(@Default("0.7") double learningRate, @Default("0.9") double momentum)
      implements OuterSpec {
    /** Checks the numbers. */
    public Nesterov {
      OuterStep.nesterov(learningRate, momentum);
    }

    @Override
    public OuterStep step() {
      return OuterStep.nesterov(learningRate, momentum);
    }
  }
}
