package dev.barycenter.driver;

import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.SegmentPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run computes: two runs with equal plans, data and initial models end with equal bits.
 *
 * @param seed of all randomness
 * @param replicas the number of replicas, N
 * @param batchSize the examples of a minibatch
 * @param stepsPerEpoch the minibatches of the largest shard
 * @param epochs the passes over the data; at least 1
 * @param averaging how replicas become one model
 * @param nonFinite what happens to a replica that diverges
 * @param interval the local steps between two averagings
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
    Interval interval,
    @Nullable EarlyStopping earlyStopping) {

  public RunPlan {
    if (replicas <= 0 || batchSize <= 0 || stepsPerEpoch <= 0 || epochs <= 0) {
      throw new IllegalArgumentException(
          "A run of %d replicas, batch size %d, %d steps an epoch and %d epochs; each is at least 1."
              .formatted(replicas, batchSize, stepsPerEpoch, epochs));
    }
  }

  /** Returns the minibatches of an epoch, given the examples of the largest shard. */
  public static int stepsPerEpoch(int largestShard, int batchSize) {
    return Math.max(1, (largestShard + batchSize - 1) / batchSize);
  }

  /** Returns whether all epochs are done at {@code position}. */
  boolean done(Position position) {
    return position.epoch() >= epochs;
  }

  /** Returns the segment that follows {@code state}: up to {@code most} rounds of one epoch. */
  SegmentPlan next(RunState state, int most) {
    List<RoundPlan> rounds = new ArrayList<>();
    Position position = state.position();
    while (rounds.size() < most && position.epoch() == state.position().epoch()) {
      int left = stepsPerEpoch - position.step();
      int steps = Math.min(left, interval.steps(position, state.interval()));
      RoundPlan round = new RoundPlan(position, steps);
      rounds.add(round);
      position = round.end(stepsPerEpoch);
    }
    return new SegmentPlan(seed, replicas, batchSize, averaging, nonFinite, rounds);
  }
}
