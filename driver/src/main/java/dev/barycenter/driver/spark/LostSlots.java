package dev.barycenter.driver.spark;

import java.time.Duration;
import java.util.List;

/**
 * Tells when a barrier stage can no longer start: it was submitted with enough slots, and an
 * executor went before its tasks began. Spark would wait for another one for ever.
 */
final class LostSlots {

  private final Slots slots;
  private final int tasks;
  private final Duration patience;
  private long enoughAt = System.nanoTime();

  /**
   * Watches the slots for a stage.
   *
   * @param tasks of the stage
   * @param patience how long a lost executor is waited for
   */
  LostSlots(Slots slots, int tasks, Duration patience) {
    this.slots = slots;
    this.tasks = tasks;
    this.patience = patience;
  }

  /** Returns what is wrong now; empty while there are enough slots, or have been a moment ago. */
  List<String> failures() {
    long now = System.nanoTime();
    int there = slots.now();
    if (there >= tasks) {
      enoughAt = now;
      return List.of();
    }
    return now - enoughAt < patience.toNanos()
        ? List.of()
        : List.of(
            "An executor was lost: %d tasks that have to run at once had %d slots for %s."
                .formatted(tasks, there, patience));
  }
}
