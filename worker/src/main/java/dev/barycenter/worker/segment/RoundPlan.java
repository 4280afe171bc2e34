package dev.barycenter.worker.segment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * One round to run: its first step and how many.
 *
 * @param start where it begins
 * @param steps the minibatches that each replica takes, fewer where its shard ends; positive
 */
public record RoundPlan(Position start, int steps) implements Serializable {

  public RoundPlan {
    if (steps <= 0) {
      throw new IllegalArgumentException(
          "Round %d has %d local steps; expected at least 1.".formatted(start.round(), steps));
    }
  }

  /** Returns the position after this round, given the steps of an epoch. */
  public Position end(int stepsPerEpoch) {
    int step = start.step() + steps;
    boolean epochEnds = step >= stepsPerEpoch;
    return new Position(
        start.round() + 1,
        start.epoch() + (epochEnds ? 1 : 0),
        epochEnds ? 0 : step,
        start.globalStep() + steps);
  }

  /**
   * Returns the next rounds from {@code start} on; the last round of an epoch is shorter where the
   * steps do not divide it.
   *
   * @param stepsPerEpoch the minibatches of the longest shard
   * @param rounds at most so many rounds
   * @param epochs no further than the end of epoch {@code epochs - 1}
   * @param localSteps the steps of a round that begins at a global step
   */
  public static List<RoundPlan> next(
      Position start, int stepsPerEpoch, int rounds, int epochs, LongToIntFunction localSteps) {
    List<RoundPlan> plan = new ArrayList<>();
    Position at = start;
    while (plan.size() < rounds && at.epoch() < epochs) {
      int steps = localSteps.applyAsInt(at.globalStep());
      RoundPlan round = new RoundPlan(at, Math.min(steps, stepsPerEpoch - at.step()));
      plan.add(round);
      at = round.end(stepsPerEpoch);
    }
    return plan;
  }

  /** Returns the minibatches of the longest shard in an epoch. */
  public static int stepsPerEpoch(long examples, int replicas, int batchSize) {
    long longest = (examples + replicas - 1) / replicas;
    return Math.toIntExact((longest + batchSize - 1) / batchSize);
  }
}
