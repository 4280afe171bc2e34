package dev.barycenter.jobs.train;

import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.jobs.run.Program;
import dev.barycenter.jobs.run.Provenance;
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

  /**
   * Returns how a run on these examples comes about.
   *
   * @param spark the version of Spark
   */
  Provenance provenance(Prepared prepared, String spark) {
    return new Provenance(
        Program.CURRENT,
        spark,
        prepared.specDigest(),
        prepared.spec().training().seed(),
        prepared.parents(),
        prepared.weightsDigest(),
        known(train),
        validation == null ? null : known(validation),
        test == null ? null : known(test));
  }

  private static Provenance.Examples known(ShardedExamples examples) {
    return new Provenance.Examples(examples.examples(), examples.digest());
  }
}
