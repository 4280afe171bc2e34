package dev.barycenter.graph.training;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.training.optimizer.Optimizer;
import java.io.Serializable;

/**
 * How replicas become one model.
 *
 * @param localSteps how many local steps lie between two averagings
 * @param outer how the global weights move then
 * @param optimizerState what becomes of the state of the replicas' {@link Optimizer}
 * @param wire how a number crosses the wire; fewer bits, less traffic
 * @param nonFinite what happens when a replica's loss or weights are no numbers any more
 */
public record AveragingSpec(
    @Default("50") LocalSteps localSteps,
    @Default("mean") OuterOptimizer outer,
    @Default("average") OptimizerState optimizerState,
    @Default("float32") Wire wire,
    @Default("stop") NonFinite nonFinite)
    implements Serializable {
  /** What becomes of an optimizer's state at the end of a round. */
  public enum OptimizerState {
    /** The mean of the replicas' states. */
    AVERAGE,
    /** Every round starts as a new optimizer would, its step counter included. */
    RESET,
    /** Each replica keeps its own. */
    KEEP
  }

  /** How a number crosses the wire. */
  public enum Wire {
    /** 4 bytes. */
    FLOAT32,
    /** 2 bytes. */
    BFLOAT16,
    /** 1 byte, with the error of rounding fed back. */
    INT8
  }

  /** What happens when a replica diverges. */
  public enum NonFinite {
    /** Training ends with an error. */
    STOP,
    /** The replica is left out of the round. */
    LEAVE_OUT
  }
}
