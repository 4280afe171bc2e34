package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.segment.NonFinitePolicy;

/**
 * How replicas become one model.
 *
 * @param localSteps the steps of a replica between two averagings, a {@link LocalStepsSpec}
 * @param outer the move of the global weights
 * @param optimizerState what becomes of the optimizer's state: average, reset or keep
 * @param wire how deltas cross the wire: float32, bfloat16 or int8
 * @param nonFinite what happens when a replica's loss or weights are not finite: stop or leave_out
 */
public record AveragingSpec(
    @Default("10") JsonNode localSteps,
    @Default("mean") OuterSpec outer,
    @Default("average") OptimizerStatePolicy optimizerState,
    @Default("float32") WireFormat wire,
    @Default("stop") NonFinitePolicy nonFinite) {

  /** Returns the averaging of the worker. */
  public Averaging averaging() {
    return new Averaging(outer.step(), optimizerState, wire);
  }
}
