package dev.barycenter.driver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a run saves its state, besides its end and a change of the local steps.
 *
 * @param time the time between two checkpoints, or a segment more; zero for one after every segment
 *     and null for none by time
 * @param rounds a checkpoint after every so many rounds; null for none by rounds
 */
public record CheckpointSchedule(@Nullable Duration time, @Nullable Integer rounds) {

  /** One a minute. */
  public static final CheckpointSchedule DEFAULT = every(Duration.ofMinutes(1));

  public CheckpointSchedule {
    if ((time == null && rounds == null) || (time != null && time.isNegative())) {
      throw new IllegalArgumentException(
          "Checkpoints every %s and every %s rounds; expected a time, a number of rounds, or both."
              .formatted(time, rounds));
    }
    if (rounds != null && rounds < 1) {
      throw new IllegalArgumentException(
          "Checkpoints every %d rounds; expected at least 1.".formatted(rounds));
    }
  }

  /** Returns the schedule that goes by time alone. */
  public static CheckpointSchedule every(Duration time) {
    return new CheckpointSchedule(time, null);
  }

  /** Returns how many rounds of at most {@code most} run before the next checkpoint by rounds. */
  int rounds(long round, int most) {
    return rounds == null ? most : (int) Math.min(most, rounds - round % rounds);
  }

  /** Returns whether a checkpoint is due after a segment. */
  boolean due(Duration sinceLast, long round) {
    return (time != null && sinceLast.compareTo(time) >= 0)
        || (rounds != null && round % rounds == 0);
  }
}
