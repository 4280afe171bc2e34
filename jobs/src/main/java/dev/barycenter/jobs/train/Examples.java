package dev.barycenter.jobs.train;

import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.jobs.data.BadRows;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.jobs.data.SkippedRows;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.spec.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run, preprocessed and packed as examples.
 *
 * @param data where they come from
 * @param pipeline the fitted preprocessing; null without
 * @param trainRows the preprocessed rows of the training
 * @param testRows the preprocessed rows of the test
 * @param badRows names the row behind an error
 */
record Examples(
    DataSpec data,
    Packing packing,
    @Nullable PipelineModel pipeline,
    Dataset<Row> trainRows,
    Dataset<Row> testRows,
    JavaRDD<byte[]> train,
    JavaRDD<byte[]> validation,
    JavaRDD<byte[]> test,
    Skipped skipped,
    BadRows badRows) {

  /** What is left out of each part. */
  record Skipped(SkippedRows train, SkippedRows validation, SkippedRows test) {
    private static Skipped in(SparkSession spark) {
      return new Skipped(SkippedRows.in(spark), SkippedRows.in(spark), SkippedRows.in(spark));
    }

    Map<String, SkippedRows> byPart() {
      Map<String, SkippedRows> parts = new LinkedHashMap<>();
      parts.put("training", train);
      parts.put("validation", validation);
      parts.put("test", test);
      return parts;
    }
  }

  /**
   * Preprocesses and packs the rows of a run.
   *
   * @param fitted preprocessing that was fitted before; null to fit that of the spec
   */
  static Examples of(
      SparkSession spark, Prepared prepared, Tables.Split split, @Nullable PipelineModel fitted) {
    DataSpec data = prepared.data();
    Dataset<Row> train = split.train();
    PipelineModel pipeline =
        fitted != null || data.preprocess().isEmpty()
            ? fitted
            : Preprocessing.fit(data.preprocess(), train);
    Packing packing = prepared.spec().packing();
    Skipped skipped = Skipped.in(spark);
    Dataset<Row> trainRows = Preprocessing.apply(pipeline, train);
    Dataset<Row> testRows = Preprocessing.apply(pipeline, split.test());
    return new Examples(
        data,
        packing,
        pipeline,
        trainRows,
        testRows,
        packing.pack(trainRows, skipped.train()),
        packing.pack(Preprocessing.apply(pipeline, split.validation()), skipped.validation()),
        packing.pack(testRows, skipped.test()),
        skipped,
        new BadRows(new Tables(spark, prepared.base()), data.sources(), pipeline, packing));
  }

  /** Returns the examples of each part that there is, cut into shards. */
  Shards shards(TrainingSpec training) {
    return new Shards(
        sharded(train, training),
        data.validation().exists() ? sharded(validation, training) : null,
        data.test().exists() ? sharded(test, training) : null);
  }

  private ShardedExamples sharded(JavaRDD<byte[]> packed, TrainingSpec training) {
    return badRows.named(
        () -> ShardedExamples.of(packed, packing.layout(), training.seed(), training.replicas()));
  }
}
