package dev.barycenter.worker.averaging;

import java.io.Serializable;

/**
 * The global model between two rounds: all that the next round starts from, frozen weights aside.
 *
 * @param weights the averaged parameters in the order of {@link Packing}
 * @param optimizer the averaged optimizer state; empty unless the policy is {@link
 *     OptimizerStatePolicy#AVERAGE}
 * @param optimizerSteps the step counter of {@code optimizer}
 * @param velocity the outer step's, one per trainable weight; empty where it has none
 * @param residual what compressing the last moves left, one per trainable weight; empty where the
 *     wire format has no feedback
 */
public record ModelState(
    FloatVector weights,
    FloatVector optimizer,
    long optimizerSteps,
    FloatVector velocity,
    FloatVector residual)
    implements Serializable {

  public ModelState {
    if (optimizerSteps < 0) {
      throw new IllegalArgumentException(
          "An optimizer with %d steps; expected at least 0.".formatted(optimizerSteps));
    }
  }
}
