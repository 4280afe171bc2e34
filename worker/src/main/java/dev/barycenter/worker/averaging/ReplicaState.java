package dev.barycenter.worker.averaging;

import java.io.Serializable;

/**
 * What one replica keeps for itself between two rounds.
 *
 * @param optimizer its optimizer state; empty unless the policy is {@link
 *     OptimizerStatePolicy#KEEP}
 * @param optimizerSteps the step counter of {@code optimizer}
 * @param residual what compressing its deltas left, one per trainable weight; empty where the wire
 *     format has no feedback
 */
public record ReplicaState(FloatVector optimizer, long optimizerSteps, FloatVector residual)
    implements Serializable {

  /** The state of a replica that has nothing to keep, or has not begun. */
  public static final ReplicaState NONE = new ReplicaState(FloatVector.EMPTY, 0, FloatVector.EMPTY);
}
