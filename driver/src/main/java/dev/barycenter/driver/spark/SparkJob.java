package dev.barycenter.driver.spark;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.spark.TaskAnswer.Cause;
import dev.barycenter.driver.spark.TaskAnswer.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;

/** One Spark job of tasks that answer: waits for it, within a deadline, and judges the answers. */
final class SparkJob {

  /** What a task has to answer in once another one has failed: its failure may be the cause. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final long POLL_MILLIS = 100;

  private String lastError = "";

  /** Returns whether a task no longer had what it was to go on from. */
  static <T> boolean forgotten(List<TaskAnswer<T>> answers) {
    return answers.stream()
        .anyMatch(
            answer -> answer instanceof Failed<T> failed && failed.cause() == Cause.FORGOTTEN);
  }

  /** Returns what the tasks did, in the order of their answers. */
  <T> List<T> results(List<TaskAnswer<T>> answers) throws SegmentFailedException {
    List<T> results = new ArrayList<>();
    List<Failed<T>> failures = new ArrayList<>();
    for (TaskAnswer<T> answer : answers) {
      if (answer instanceof TaskAnswer.Done<T> done) {
        results.add(done.result());
      } else if (answer instanceof Failed<T> failed) {
        failures.add(failed);
      }
    }
    Optional<Failed<T>> first = failures.stream().min(Comparator.comparing(Failed::cause));
    if (first.isPresent()) {
      throw judge(first.get());
    }
    lastError = "";
    return results;
  }

  /** The same error twice in a row would come a third time. */
  private SegmentFailedException judge(Failed<?> failure) {
    if (failure.cause() == Cause.DEVICE || failure.cause() == Cause.DIVERGED) {
      throw new TrainingFailedException(failure.message());
    }
    if (failure.cause() == Cause.ERROR) {
      if (failure.message().equals(lastError)) {
        throw new TrainingFailedException(
            "A task failed twice in the same way: %s%nIn the executor:%n%s"
                .formatted(failure.message(), failure.trace()));
      }
      lastError = failure.message();
    }
    return new SegmentFailedException(failure.message());
  }

  /** Returns the elements of a data set, in order; gives up at the deadline. */
  static <T> List<T> collect(JavaRDD<T> rdd, Duration deadline) throws SegmentFailedException {
    return collect(rdd, deadline, List::of);
  }

  /**
   * Returns the elements of a data set, in order; gives up at the deadline, or soon after a task
   * has failed: one that hangs would never answer.
   *
   * @param failures of the tasks that have ended, the first one first
   */
  static <T> List<T> collect(JavaRDD<T> rdd, Duration deadline, Supplier<List<String>> failures)
      throws SegmentFailedException {
    JavaFutureAction<List<T>> job = rdd.collectAsync();
    try {
      long end = System.nanoTime() + deadline.toNanos();
      List<String> told = List.of();
      while (true) {
        try {
          return job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (told.isEmpty()) {
            // Asked once: a lost slot may be back a moment later.
            told = List.copyOf(failures.get());
            end = told.isEmpty() ? end : Math.min(end, System.nanoTime() + GRACE.toNanos());
          }
          if (System.nanoTime() >= end) {
            job.cancel(true);
            throw new SegmentFailedException(told.isEmpty() ? late(deadline) : told.get(0), e);
          }
        }
      }
    } catch (ExecutionException e) {
      String message = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      throw new SegmentFailedException(message.lines().findFirst().orElse(message), e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new SegmentFailedException("Interrupted while a segment ran.", e);
    }
  }

  private static String late(Duration deadline) {
    return "A segment did not end within %s (run.deadlines.segment) and was given up."
        .formatted(deadline);
  }
}
