package dev.barycenter.jobs.train;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunOutcome;
import dev.barycenter.driver.RunPlan;
import dev.barycenter.driver.RunPolicy;
import dev.barycenter.driver.RunPorts;
import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.TrainingRun;
import dev.barycenter.driver.Validation;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkEvaluation;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.graph.summary.Summary;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.predict.Evaluation;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** Trains a spec: from its file and its data to a run folder. */
public final class TrainJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final PrintStream out;

  /** How a training ended. */
  public enum Ending {
    /** All epochs are done, or early stopping ended them. */
    DONE,
    /** It was asked to stop; a checkpoint is there. */
    INTERRUPTED
  }

  /** The rows of a run as examples. */
  private record Examples(
      DataSpec data,
      Packing packing,
      @Nullable PipelineModel pipeline,
      Dataset<Row> trainRows,
      Dataset<Row> testRows,
      JavaRDD<byte[]> train,
      JavaRDD<byte[]> validation,
      JavaRDD<byte[]> test,
      LongAccumulator skipped) {}

  /** Creates a job that reports to {@code out}. */
  public TrainJob(SparkSession spark, PrintStream out) {
    this.spark = spark;
    this.out = out;
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Trains; returns how it ended. */
  public Ending run(Prepared prepared) {
    RunSpec spec = prepared.spec();
    Examples examples = examples(spec, prepared.data(), prepared.base());
    out.println(Summary.of(spec.model()));
    out.println();
    NetworkPlan plan = spec.plan();
    try (NetworkReplica initial = new NetworkReplica(plan, spec.training().seed())) {
      return train(spec, prepared.text(), prepared.folder(), examples, plan, initial);
    }
  }

  private Examples examples(RunSpec spec, DataSpec data, Path base) {
    Tables.Split split = new Tables(spark, base).split(data, spec.training().seed());
    Dataset<Row> train = split.train().cache();
    PipelineModel pipeline =
        data.preprocess().isEmpty() ? null : Preprocessing.fit(data.preprocess(), train);
    Packing packing = Layouts.packing(spec.model(), spec.targetShapes(), data);
    LongAccumulator skipped = spark.sparkContext().longAccumulator("skipped rows");
    Dataset<Row> trainRows = Preprocessing.apply(pipeline, train);
    Dataset<Row> testRows = Preprocessing.apply(pipeline, split.test());
    return new Examples(
        data,
        packing,
        pipeline,
        trainRows,
        testRows,
        packing.pack(trainRows, skipped),
        packing.pack(Preprocessing.apply(pipeline, split.validation()), skipped),
        packing.pack(testRows, skipped),
        skipped);
  }

  private Ending train(
      RunSpec spec,
      String text,
      RunFolder folder,
      Examples examples,
      NetworkPlan plan,
      NetworkReplica initial) {
    int replicas = spec.training().replicas();
    long seed = spec.training().seed();
    Judge judge = new Judge(plan);
    AveragingPlan averaging =
        new AveragingPlan(
            initial.layout(),
            initial.optimizerState().capacity(),
            spec.training().averaging().averaging(),
            replicas);
    Phase phase =
        new Phase(
            () -> new NetworkReplica(plan, seed), initial.layout(), averaging, initial.weights());
    try (ShardedExamples shards =
            ShardedExamples.of(examples.train(), examples.packing().layout(), seed, replicas);
        SparkSegments segments = new SparkSegments(context, shards, phase, SparkPolicy.DEFAULT)) {
      out.printf(
          "Training on %,d examples in %d shards of at most %,d%n",
          shards.examples(), replicas, shards.largest());
      RunPlan run =
          new RunPlan(
              seed,
              replicas,
              spec.training().batchSize(),
              RunPlan.stepsPerEpoch(shards.largest(), spec.training().batchSize()),
              spec.training().epochs(),
              averaging.averaging(),
              spec.training().averaging().nonFinite(),
              spec.training().interval(),
              spec.training().earlyStopping());
      folder.write(RunFolder.SPEC, text);
      SparkEvaluation validation = evaluation(examples, examples.validation(), phase, spec);
      RunOutcome outcome;
      try (MetricsFile metrics = new MetricsFile(folder.create(RunFolder.METRICS));
          Progress progress = new Progress(out, System.console() != null)) {
        RunPorts ports =
            new RunPorts(
                segments,
                examples.data().validation().exists() ? validation : Validation.NONE,
                judge::results,
                Checkpoints.NONE,
                RunListener.all(List.of(progress, metrics)),
                new StopRequest(),
                InstantSource.system());
        outcome =
            new TrainingRun(run, RunPolicy.DEFAULT, ports)
                .resume(averaging.initial(initial.weights()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      averaging.packing().unpack(outcome.state().model().weights(), initial.weights());
      save(spec, folder, examples, initial);
      if (examples.data().test().exists()) {
        test(spec, examples, phase, judge, outcome.state().model());
      }
      if (examples.skipped().value() > 0) {
        out.printf("%,d rows were skipped: data.bad_rows is skip.%n", examples.skipped().value());
      }
      out.println("Saved in " + folder);
      return outcome.ending() == RunEvent.Ending.INTERRUPTED ? Ending.INTERRUPTED : Ending.DONE;
    }
  }

  private SparkEvaluation evaluation(
      Examples examples, JavaRDD<byte[]> packed, Phase phase, RunSpec spec) {
    return new SparkEvaluation(
        context, packed, examples.packing().layout(), phase, spec.training().batchSize());
  }

  private void test(RunSpec spec, Examples examples, Phase phase, Judge judge, ModelState model) {
    try (SparkEvaluation evaluation = evaluation(examples, examples.test(), phase, spec)) {
      Tally tally = evaluation.evaluate(model);
      out.printf("Test on %,d examples that training never saw:%n", tally.examples());
      Evaluation.print(out, judge, tally);
      LinearBaseline.errors(spec, examples.data(), examples.trainRows(), examples.testRows())
          .forEach(
              (name, error) ->
                  out.printf(
                      "  %s: linear regression on the same rows has RMSE %.4f%n", name, error));
    } catch (SegmentFailedException e) {
      throw new TrainingFailedException("The test failed: " + e.getMessage(), e);
    }
  }

  private void save(RunSpec spec, RunFolder folder, Examples examples, NetworkReplica trained) {
    folder.write(RunFolder.MODEL, ModelFile.keras(spec.model(), trained.network()));
    if (examples.pipeline() != null) {
      try {
        examples.pipeline().write().overwrite().save(folder.path(RunFolder.PIPELINE).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
