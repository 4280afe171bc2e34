package dev.barycenter.worker.segment;

import java.io.Serializable;

/**
 * How far a run is: everything before it is done.
 *
 * @param round the rounds done since the run began
 * @param epoch the epochs done; the next step belongs to this one
 * @param step the local steps done in this epoch by each replica
 * @param globalStep the local steps done by each replica in all epochs of the phase
 */
public record Position(long round, int epoch, int step, long globalStep) implements Serializable {

  /** Before the first step. */
  public static final Position START = new Position(0, 0, 0, 0);

  public Position {
    if (round < 0 || epoch < 0 || step < 0 || globalStep < 0) {
      throw new IllegalArgumentException(
          "A position counts from 0, but was round=%d, epoch=%d, step=%d, globalStep=%d."
              .formatted(round, epoch, step, globalStep));
    }
  }
}
