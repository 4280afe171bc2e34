package dev.barycenter.worker.averaging;

import java.io.Serializable;

/**
 * How replicas become one model at the end of a round.
 *
 * @param outer the move of the trainable weights
 * @param optimizerState what becomes of the optimizer's state
 * @param wire how deltas and moves cross the wire; statistics always go as float32, averaged
 *     optimizer state as bfloat16 where deltas are not float32
 */
public record Averaging(OuterStep outer, OptimizerStatePolicy optimizerState, WireFormat wire)
    implements Serializable {

  /** Plain averaging of weights and optimizer state in float32. */
  public static final Averaging PLAIN =
      new Averaging(OuterStep.mean(), OptimizerStatePolicy.AVERAGE, WireFormat.FLOAT32);
}
