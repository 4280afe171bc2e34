package dev.barycenter.driver.spark;

import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.worker.device.DeviceChoice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Waits for the first executor of an application. Spark's own jobs wait for one for ever, such as
 * those that read the data.
 */
public final class ExecutorWait {
  private ExecutorWait() {}

  /**
   * Returns once a task has run that asks for what a training's tasks ask for. With dynamic
   * allocation that is what makes Spark start an executor.
   *
   * @param limit how long it may take
   * @param device what the training computes on
   * @throws TrainingFailedException if there was no such executor; with what each asks for
   */
  public static void atMost(Duration limit, JavaSparkContext spark, DeviceChoice device) {
    if (spark.sc().isLocal()) {
      return;
    }
    TrainingTasks asking = TrainingTasks.of(spark.sc(), device);
    JavaFutureAction<List<Integer>> job =
        asking.of(spark.parallelize(List.of(0), 1)).collectAsync();
    try {
      job.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      job.cancel(true);
      throw new TrainingFailedException(asking.noExecutor(limit), e);
    } catch (ExecutionException e) {
      String message = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      throw new TrainingFailedException(
          "No executor ran a task: %s%s"
              .formatted(message.lines().findFirst().orElse(message), asking.hint()),
          e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("Interrupted while waiting for executors.", e);
    }
  }
}
