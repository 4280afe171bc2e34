package dev.barycenter.jobs.train;

import dev.barycenter.driver.spark.ShardedExamples;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a run as all of its phases see them.
 *
 * @param validation null without
 * @param test null without
 */
record Shards(
    ShardedExamples train, @Nullable ShardedExamples validation, @Nullable ShardedExamples test)
    implements AutoCloseable {
  @Override
  public void close() {
    train.close();
    if (validation != null) {
      validation.close();
    }
    if (test != null) {
      test.close();
    }
  }
}
