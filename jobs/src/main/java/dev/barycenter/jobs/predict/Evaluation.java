package dev.barycenter.jobs.predict;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.io.PrintStream;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Loss and metrics of a finished run on other rows. */
public final class Evaluation {
  private static final int SHARDS = 16;

  private final SparkSession spark;
  private final PrintStream out;

  /** Creates an evaluation that prints to {@code out}. */
  public Evaluation(SparkSession spark, PrintStream out) {
    this.spark = spark;
    this.out = out;
  }

  /** Judges the model of a run on the rows at a path, and prints what it found. */
  public void run(TrainedRun run, String path) {
    Judgement found =
        judge(run, new Tables(spark, new Path(".")).read(run.spec().data().train().at(path)));
    out.printf("On %,d examples:%n", found.examples());
    print(out, found.numbers());
  }

  /**
   * Judges the model of a run.
   *
   * @throws DataException if there are no rows
   */
  public Judgement judge(TrainedRun run, Dataset<Row> rows) {
    Packing packing =
        Layouts.packing(run.spec().model(), run.spec().targetShapes(), run.spec().data());
    JavaRDD<byte[]> packed =
        packing.pack(
            Preprocessing.apply(run.pipeline(), rows),
            spark.sparkContext().longAccumulator("skipped rows"));
    long count = packed.count();
    if (count == 0) {
      throw new DataException("There are no rows to judge the model on.");
    }
    NetworkPlan plan = run.spec().plan();
    try (NetworkReplica network = new NetworkReplica(plan, 0)) {
      run.weights().forEach((p, tensor) -> network.network().set(p, tensor.values()));
      int shards = (int) Math.min(SHARDS, count);
      return judge(run, ShardedExamples.of(packed, packing.layout(), 0, shards), network);
    }
  }

  private Judgement judge(TrainedRun run, ShardedExamples shards, NetworkReplica network) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    NetworkPlan plan = run.spec().plan();
    AveragingPlan averaging = new AveragingPlan(network.layout(), 0, Averaging.PLAIN, 1);
    Phase phase =
        new Phase(
            () -> new NetworkReplica(plan, 0), network.layout(), averaging, network.weights());
    try (shards;
        SparkSegments segments =
            new SparkSegments(context, shards, phase, run.spec().run().sparkPolicy())) {
      Tally tally =
          segments
              .validation(shards, run.spec().training().batchSize())
              .evaluate(averaging.initial(network.weights()));
      return new Judgement(tally.examples(), shards.digest(), new Judge(plan).results(tally));
    } catch (SegmentFailedException e) {
      throw new TrainingFailedException("The evaluation failed: " + e.getMessage(), e);
    }
  }

  /** Prints loss and metrics, one a line. */
  public static void print(PrintStream out, Map<String, Double> numbers) {
    numbers.forEach((name, value) -> out.printf("  %-32s %.4f%n", name, value));
  }
}
