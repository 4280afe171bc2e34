package dev.barycenter.driver.spark;

import dev.barycenter.driver.StopRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Turns SIGTERM and SIGINT into a stop request, and holds the shutdown of Spark until the run has
 * ended with its checkpoint.
 *
 * <p>Spark stops its contexts in a hook of Hadoop's manager, which runs its hooks one after the
 * other; this one comes first.
 */
public final class GracefulStop {

  /** Above Spark's, which is 40. */
  private static final int PRIORITY = 100;

  private GracefulStop() {}

  /**
   * Runs {@code run} and returns its result; a signal meanwhile is a stop request.
   *
   * @param stop is requested when the process is asked to end
   * @param limit how long the run may take to end; on Kubernetes, less than the pod's {@code
   *     terminationGracePeriodSeconds}
   */
  public static <T> T during(StopRequest stop, Duration limit, Supplier<T> run) {
    CountDownLatch ended = new CountDownLatch(1);
    Runnable hook =
        () -> {
          stop.request();
          await(ended, limit);
        };
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(hook, PRIORITY, limit.toSeconds() + 1, TimeUnit.SECONDS);
    try {
      return run.get();
    } finally {
      ended.countDown();
      if (!hooks.isShutdownInProgress()) {
        hooks.removeShutdownHook(hook);
      }
    }
  }

  private static void await(CountDownLatch ended, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (ended.getCount() > 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
