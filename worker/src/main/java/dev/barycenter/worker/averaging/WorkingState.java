package dev.barycenter.worker.averaging;

import dev.barycenter.worker.averaging.Section.Source;

/**
 * The global model while a segment runs: the arrays of a {@link ModelState}, changed in place.
 *
 * <p>Every task holds all weights and the whole averaged optimizer state; of velocity and residual
 * only the part that it owns is up to date.
 */
public final class WorkingState {

  final float[] weights;
  final float[] optimizer;
  final float[] velocity;
  final float[] residual;
  long optimizerSteps;

  /** Copies {@code start}. */
  public WorkingState(ModelState start) {
    this.weights = start.weights().array().clone();
    this.optimizer = start.optimizer().array().clone();
    this.velocity = start.velocity().array().clone();
    this.residual = start.residual().array().clone();
    this.optimizerSteps = start.optimizerSteps();
  }

  /** Returns the packed weights, live. */
  public float[] weights() {
    return weights;
  }

  /** Returns the averaged optimizer state, live. */
  public float[] optimizer() {
    return optimizer;
  }

  /** Returns the step counter of the averaged optimizer state. */
  public long optimizerSteps() {
    return optimizerSteps;
  }

  /** Returns the state as a value and gives the arrays away with it. */
  public ModelState finish() {
    return new ModelState(
        FloatVector.of(weights),
        FloatVector.of(optimizer),
        optimizerSteps,
        FloatVector.of(velocity),
        FloatVector.of(residual));
  }

  float[] of(Source source) {
    return source == Source.WEIGHTS ? weights : optimizer;
  }
}
