package dev.barycenter.jobs.evaluation;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.jobs.data.BadRows;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.jobs.data.SkippedRows;
import dev.barycenter.jobs.data.SourceSpec;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Judges a finished run on other rows, over the executors. */
public final class Evaluation {
  private static final int SHARDS = 16;

  private final SparkSession spark;
  private final TrainedRun run;
  private final NetworkPlan plan;

  /** Prepares the evaluation of a run. */
  public Evaluation(SparkSession spark, TrainedRun run) {
    this.spark = spark;
    this.run = run;
    plan = run.spec().plan();
  }

  /**
   * Judges the model.
   *
   * @param name of the run
   * @param source the rows, with the targets
   * @param figures whether to count more than loss and metrics
   */
  public Findings of(String name, SourceSpec source, boolean figures) {
    Tables tables = new Tables(spark, new Path("."));
    Packing packing = run.spec().packing();
    SkippedRows skipped = SkippedRows.in(spark);
    JavaRDD<byte[]> packed =
        packing.pack(Preprocessing.apply(run.pipeline(), tables.read(source)), skipped);
    BadRows badRows = new BadRows(tables, List.of(source), run.pipeline(), packing);
    try (ShardedExamples examples =
        badRows.named(() -> sharded(packed, packing, "in '%s'".formatted(source.path())))) {
      List<Examined> outputs = figures ? Examined.of(plan) : List.of();
      return findings(name, source.path(), examples, outputs, skipped.value());
    }
  }

  /** Judges the model by loss and metrics, on the rows that its training held out. */
  public Judgement of(Dataset<Row> holdout) {
    Packing packing = run.spec().packing();
    JavaRDD<byte[]> packed =
        packing.pack(Preprocessing.apply(run.pipeline(), holdout), SkippedRows.in(spark));
    try (ShardedExamples examples = sharded(packed, packing, "by data.test")) {
      Tally tally = tally(plan, examples);
      return new Judgement(tally.examples(), examples.digest(), new Judge(plan).results(tally));
    }
  }

  private static ShardedExamples sharded(JavaRDD<byte[]> packed, Packing packing, String where) {
    long rows = packed.count();
    if (rows == 0) {
      throw new DataException("There are no rows to judge %s.".formatted(where));
    }
    return ShardedExamples.of(packed, packing.layout(), 0, (int) Math.min(SHARDS, rows));
  }

  private Findings findings(
      String name, String path, ShardedExamples examples, List<Examined> outputs, long skipped) {
    NetworkPlan counting = Examined.first(plan, outputs);
    Judge judge = new Judge(counting);
    Tally tally = tally(counting, examples);
    List<Examined> numbers = outputs.stream().filter(Examined::isRegression).toList();
    NetworkPlan binning = Examined.second(plan, numbers, judge, tally);
    Judge again = new Judge(binning);
    Tally binned = numbers.isEmpty() ? Tally.NONE : tally(binning, examples);
    Map<String, Classification> classifiers = new LinkedHashMap<>();
    Map<String, Regression> regressions = new LinkedHashMap<>();
    for (Examined output : outputs) {
      if (output.isRegression()) {
        regressions.put(output.name(), output.regression(judge, tally, again, binned));
      } else {
        classifiers.put(output.name(), output.classification(judge, tally, classes(output.name())));
      }
    }
    return new Findings(
        name,
        path,
        tally.examples(),
        skipped,
        new Judge(plan).results(tally),
        classifiers,
        regressions);
  }

  private Tally tally(NetworkPlan counting, ShardedExamples examples) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (NetworkReplica network = new NetworkReplica(counting, 0)) {
      run.weights().forEach((path, tensor) -> network.network().set(path, tensor.values()));
      AveragingPlan averaging = new AveragingPlan(network.layout(), 0, Averaging.PLAIN, 1);
      Phase phase =
          new Phase(
              () -> new NetworkReplica(counting, 0),
              network.layout(),
              averaging,
              network.weights());
      try (SparkSegments segments =
          new SparkSegments(context, examples, phase, run.spec().run().sparkPolicy())) {
        return segments
            .validation(examples, run.spec().training().batchSize())
            .evaluate(averaging.initial(network.weights()));
      }
    } catch (SegmentFailedException e) {
      throw new TrainingFailedException("The evaluation failed: " + e.getMessage(), e);
    }
  }

  /** Returns the names of the classes of an output whose target was made by a StringIndexer. */
  private List<String> classes(String output) {
    var target = run.spec().data().targets().get(output);
    PipelineModel pipeline = run.pipeline();
    return target == null || pipeline == null
        ? List.of()
        : labels(pipeline, target.columns().get(0));
  }

  private static List<String> labels(PipelineModel pipeline, String column) {
    for (var stage : pipeline.stages()) {
      if (stage instanceof StringIndexerModel indexer) {
        List<String> outputs = List.of(indexer.getOutputCols());
        int at = Math.max(outputs.indexOf(column), outputs.indexOf(column + "_indexed"));
        if (at >= 0) {
          return List.of(indexer.labelsArray()[at]);
        }
      }
    }
    return List.of();
  }

  /** Prints loss and metrics, one a line. */
  public static void print(PrintStream out, Map<String, Double> results) {
    results.forEach((name, value) -> out.printf("  %-32s %.4f%n", name, value));
  }
}
