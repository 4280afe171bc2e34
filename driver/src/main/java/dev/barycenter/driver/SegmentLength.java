package dev.barycenter.driver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many rounds run as one job. It changes the cost of a run and of a lost executor, never its
 * result.
 *
 * @param most the greatest number of rounds; 1 for dynamic allocation and machines that come and go
 * @param target the length aimed at once the time of a round is known; null for always {@code most}
 */
public record SegmentLength(int most, @Nullable Duration target) {

  /** About two seconds. */
  public static final SegmentLength DEFAULT = about(Duration.ofSeconds(2));

  public SegmentLength {
    if (most <= 0) {
      throw new IllegalArgumentException(
          "Segments of %d rounds; expected at least 1.".formatted(most));
    }
  }

  /** Returns a fixed number of rounds. */
  public static SegmentLength rounds(int rounds) {
    return new SegmentLength(rounds, null);
  }

  /** Returns as many rounds as take about {@code target}. */
  public static SegmentLength about(Duration target) {
    return new SegmentLength(10_000, target);
  }

  /** Returns the rounds of the next segment, given the seconds of a round; NaN before the first. */
  int next(double secondsPerRound) {
    if (target == null) {
      return most;
    }
    if (Double.isNaN(secondsPerRound)) {
      return 1;
    }
    double seconds = target.toMillis() / 1e3;
    return (int) Math.max(1, Math.min(most, seconds / Math.max(secondsPerRound, 1e-6)));
  }
}
