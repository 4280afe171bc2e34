package dev.barycenter.driver.spark;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.TrainingFailedException;
import java.time.Duration;
import org.apache.spark.SparkContext;

/** The tasks that the executors can run at the same time, now. */
final class Slots {

  private static final long POLL_MILLIS = 50;

  private final SparkContext spark;
  private final TrainingTasks asking;

  /** Counts the tasks that ask for what {@code asking} says. */
  Slots(SparkContext spark, TrainingTasks asking) {
    this.spark = spark;
    this.asking = asking;
  }

  /**
   * Returns how many tasks host {@code replicas}: the slots there are, at most one per replica.
   *
   * @param before the tasks of the segment before; fewer are accepted after {@code replacementWait}
   * @throws TrainingFailedException if there is no executor for {@code executorWait}
   */
  int tasks(int replicas, int before, SparkPolicy policy) throws SegmentFailedException {
    int tasks = await(Math.min(before, replicas), policy.replacementWait());
    if (tasks == 0) {
      tasks = await(1, policy.executorWait());
    }
    if (tasks == 0) {
      throw new TrainingFailedException(asking.noExecutor(policy.executorWait()));
    }
    return Math.min(tasks, replicas);
  }

  private int await(int wanted, Duration limit) throws SegmentFailedException {
    long end = System.nanoTime() + limit.toNanos();
    int slots = now();
    while (slots < wanted && System.nanoTime() < end) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SegmentFailedException("Interrupted while waiting for executors.", e);
      }
      slots = now();
    }
    return slots;
  }

  /** Returns how many tasks the executors there are can run at the same time. */
  int now() {
    return spark.maxNumConcurrentTasks(asking.profile());
  }
}
