package dev.barycenter.driver;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.SegmentPlan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run computes: two runs with equal plans, data and initial models end with equal bits.
 *
 * @param seed of all randomness
 * @param replicas the number of replicas, N
 * @param batchSize the examples of a minibatch
 * @param stepsPerEpoch the minibatches of the largest shard
 * @param epochs the passes over the data, those of earlier phases included; at least 1
 * @param averaging how replicas become one model
 * @param nonFinite what happens to a replica that diverges
 * @param localSteps the local steps between two averagings
 * @param earlyStopping when to end before the last epoch; null for never
 */
public record RunPlan(
    long seed,
    int replicas,
    int batchSize,
    int stepsPerEpoch,
    int epochs,
    Averaging averaging,
    NonFinitePolicy nonFinite,
    LocalSteps localSteps,
    @Nullable EarlyStopping earlyStopping) {

  public RunPlan {
    if (replicas <= 0 || batchSize <= 0 || stepsPerEpoch <= 0 || epochs <= 0) {
      throw new IllegalArgumentException(
          "A run of %d replicas, batch size %d, %d steps an epoch and %d epochs; each is at least 1."
              .formatted(replicas, batchSize, stepsPerEpoch, epochs));
    }
  }

  /** Returns how a run in {@code state} has ended; nothing if it goes on. */
  public Optional<RunEvent.Ending> ending(RunState state) {
    if (state.position().epoch() >= epochs) {
      return Optional.of(RunEvent.Ending.COMPLETED);
    }
    return earlyStopping != null
            && state.best() != null
            && earlyStopping.ends(state.best(), state.position().epoch() - 1)
        ? Optional.of(RunEvent.Ending.STOPPED_EARLY)
        : Optional.empty();
  }

  /** Returns the segment that follows {@code state}: up to {@code most} rounds of one epoch. */
  SegmentPlan next(RunState state, int most) {
    Position start = state.position();
    List<RoundPlan> rounds =
        RoundPlan.next(
            start,
            stepsPerEpoch,
            most,
            start.epoch() + 1,
            globalStep -> localSteps.at(globalStep, state.measured()));
    return new SegmentPlan(seed, replicas, batchSize, averaging, nonFinite, rounds);
  }
}
