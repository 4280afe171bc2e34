package dev.barycenter.jobs.bench;

import dev.barycenter.driver.spark.Phase;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;

/**
 * A model and a way of averaging that rounds are measured with.
 *
 * @param weights the weights of the model
 * @param replicas the number of replicas
 * @param optimizerState what becomes of the optimizer's state, which is Adam's: twice the weights
 * @param wire how deltas cross the wire
 */
record RoundCase(int weights, int replicas, OptimizerStatePolicy optimizerState, WireFormat wire) {

  /** Returns the phase of a run of idle replicas. */
  Phase phase() {
    // Locals: what a lambda names is sent with it.
    int size = weights;
    int moments = optimizerState == OptimizerStatePolicy.RESET ? 0 : Math.multiplyExact(2, weights);
    IdleReplica model = new IdleReplica(size, moments);
    Averaging averaging = new Averaging(OuterStep.mean(), optimizerState, wire);
    return new Phase(
        () -> new IdleReplica(size, moments),
        model.layout(),
        new AveragingPlan(model.layout(), moments, averaging, replicas),
        model.weights());
  }
}
