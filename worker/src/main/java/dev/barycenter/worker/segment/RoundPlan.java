package dev.barycenter.worker.segment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

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
   * Returns the rounds of whole epochs with a fixed number of local steps; the last round of an
   * epoch is shorter where the steps do not divide it.
   *
   * @param stepsPerEpoch the minibatches of the longest shard
   */
  public static List<RoundPlan> epochs(
      Position start, int stepsPerEpoch, int epochs, int localSteps) {
    List<RoundPlan> rounds = new ArrayList<>();
    for (Position at = start; at.epoch() < start.epoch() + epochs; ) {
      RoundPlan round = new RoundPlan(at, Math.min(localSteps, stepsPerEpoch - at.step()));
      rounds.add(round);
      at = round.end(stepsPerEpoch);
    }
    return rounds;
  }
}
