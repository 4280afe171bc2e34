package dev.barycenter.driver.spark;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Breaks something while a segment runs, at a random moment after the first one, and again until a
 * segment has failed of it.
 */
final class Disturbance implements RunListener, AutoCloseable {

  /** The failure of a segment, and how long after the disturbance the run knew it. */
  record Failure(String reason, Duration after) {}

  private static final long FAILS_WITHIN_SECONDS = 20;

  private final SegmentTasks tasks = new SegmentTasks();
  private final Random random;
  private final Runnable fault;
  private final Thread thread = new Thread(this::disturb, "disturbance");
  private final CountDownLatch firstSegment = new CountDownLatch(1);
  private final CountDownLatch firstFailure = new CountDownLatch(1);
  private final List<Failure> failures = new CopyOnWriteArrayList<>();
  private volatile Instant struck = Instant.MAX;

  /**
   * Waits for a run to listen to.
   *
   * @param fault what breaks something
   */
  Disturbance(JavaSparkContext spark, Random random, Runnable fault) {
    spark.sc().addSparkListener(tasks);
    this.random = random;
    this.fault = fault;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.SegmentDone) {
      firstSegment.countDown();
    }
    if (event instanceof RunEvent.SegmentFailed failed) {
      failures.add(new Failure(failed.reason(), Duration.between(struck, Instant.now())));
      firstFailure.countDown();
    }
  }

  private void disturb() {
    try {
      firstSegment.await();
      do {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        if (tasks.run()) {
          struck = Instant.now();
          fault.run();
          firstFailure.await(FAILS_WITHIN_SECONDS, TimeUnit.SECONDS);
        }
      } while (failures.isEmpty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the failures of segments that the run has told of. */
  List<Failure> failures() {
    return failures;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
