package dev.barycenter.worker.segment;

import java.io.Serializable;

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
}
