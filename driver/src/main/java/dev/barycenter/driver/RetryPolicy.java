package dev.barycenter.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often segments may fail.
 *
 * @param tries the failures within {@code window} that a run survives; at least 0
 * @param window the time after which a failure is forgotten, so that a run of weeks survives a lost
 *     machine a day
 */
public record RetryPolicy(int tries, Duration window) {

  /** Eight failures within ten minutes. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(8, Duration.ofMinutes(10));

  public RetryPolicy {
    if (tries < 0 || window.isNegative()) {
      throw new IllegalArgumentException(
          "A retry policy of %d tries within %s; neither is negative.".formatted(tries, window));
    }
  }

  /** Counts the failures of one run. */
  final class Budget {

    private final Deque<Instant> failures = new ArrayDeque<>();

    /** Counts a failure; throws when it was one too many. */
    void spend(SegmentFailedException failure, Instant now) {
      while (!failures.isEmpty() && failures.getFirst().plus(window).isBefore(now)) {
        failures.removeFirst();
      }
      failures.addLast(now);
      if (failures.size() > tries) {
        throw new TrainingFailedException(
            "Segments failed %d times within %s, which is more than the %d tries of the retry policy.%n  last failure: %s%n  fix: see the logs of the executors; then resume from the last checkpoint."
                .formatted(failures.size(), window, tries, failure.getMessage()),
            failure);
      }
    }
  }
}
