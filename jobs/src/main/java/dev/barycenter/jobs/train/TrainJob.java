package dev.barycenter.jobs.train;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunOutcome;
import dev.barycenter.driver.RunPlan;
import dev.barycenter.driver.RunPorts;
import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.TrainingRun;
import dev.barycenter.driver.Validation;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.checkpoint.RunIdentity;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.metrics.MetricsLog;
import dev.barycenter.driver.metrics.TensorBoardLog;
import dev.barycenter.driver.spark.GracefulStop;
import dev.barycenter.driver.spark.HadoopStorage;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.RunGauges;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.graph.summary.Summary;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.predict.Evaluation;
import dev.barycenter.jobs.report.Report;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.spec.Listeners;
import dev.barycenter.jobs.spec.RunSettings;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.jobs.spec.TrainingSpec;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import dev.barycenter.worker.segment.RoundPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
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
  private final boolean live;

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

  /**
   * Creates a job.
   *
   * @param out where it reports
   * @param live whether that is a terminal, on which a bar can move
   */
  public TrainJob(SparkSession spark, PrintStream out, boolean live) {
    this.spark = spark;
    this.out = out;
    this.live = live;
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Trains; returns how it ended. */
  public Ending run(Prepared prepared) {
    RunSpec spec = prepared.spec();
    Examples examples = examples(spec, prepared.data(), prepared.base());
    out.println(Summary.of(spec.model()));
    out.println();
    spec.warnings().forEach(warning -> out.println("Warning: " + warning));
    NetworkPlan plan = spec.plan();
    try (NetworkReplica initial = new NetworkReplica(plan, spec.training().seed())) {
      return train(prepared, examples, plan, initial);
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
      Prepared prepared, Examples examples, NetworkPlan plan, NetworkReplica network) {
    TrainingSpec training = prepared.spec().training();
    AveragingPlan averaging =
        new AveragingPlan(
            network.layout(),
            network.optimizerState().capacity(),
            training.averaging().averaging(),
            training.replicas());
    long seed = training.seed();
    Phase phase =
        new Phase(
            () -> new NetworkReplica(plan, seed), network.layout(), averaging, network.weights());
    try (ShardedExamples shards = sharded(examples.train(), examples, training);
        SparkSegments segments =
            new SparkSegments(context, shards, phase, prepared.spec().run().sparkPolicy())) {
      out.printf("Training on %,d examples in %d shards%n", shards.examples(), shards.shards());
      RunOutcome outcome =
          rounds(prepared, examples, segments, shards.examples(), averaging, network, plan);
      averaging.packing().unpack(outcome.state().model().weights(), network.weights());
      save(prepared, examples, network);
      report(prepared);
      if (outcome.ending() == RunEvent.Ending.INTERRUPTED) {
        out.println("Interrupted; go on with --resume. The checkpoint is in " + prepared.folder());
        return Ending.INTERRUPTED;
      }
      if (examples.data().test().exists()) {
        test(prepared.spec(), examples, segments, new Judge(plan), outcome.state().model());
      }
    }
    if (examples.skipped().value() > 0) {
      out.printf("%,d rows were skipped: data.bad_rows is skip.%n", examples.skipped().value());
    }
    out.println("Saved in " + prepared.folder());
    return Ending.DONE;
  }

  private static ShardedExamples sharded(
      JavaRDD<byte[]> packed, Examples examples, TrainingSpec training) {
    return ShardedExamples.of(
        packed, examples.packing().layout(), training.seed(), training.replicas());
  }

  private RunOutcome rounds(
      Prepared prepared,
      Examples examples,
      SparkSegments segments,
      long count,
      AveragingPlan averaging,
      NetworkReplica network,
      NetworkPlan plan) {
    TrainingSpec training = prepared.spec().training();
    RunPlan run =
        new RunPlan(
            training.seed(),
            training.replicas(),
            training.batchSize(),
            RoundPlan.stepsPerEpoch(count, training.replicas(), training.batchSize()),
            training.epochs(),
            averaging.averaging(),
            training.averaging().nonFinite(),
            training.localSteps(),
            training.earlyStopping());
    StopRequest stop = new StopRequest();
    prepared.folder().write(RunFolder.SPEC, prepared.text());
    HadoopStorage storage = storage(prepared);
    try (Progress progress = new Progress(out, live);
        RunGauges gauges = new RunGauges()) {
      RunPorts ports =
          new RunPorts(
              segments,
              examples.data().validation().exists()
                  ? segments.validation(
                      sharded(examples.validation(), examples, training), training.batchSize())
                  : Validation.NONE,
              new Judge(plan)::results,
              checkpoints(prepared, storage),
              listeners(prepared.spec().run(), storage, progress, gauges),
              stop,
              InstantSource.system());
      TrainingRun trainingRun = new TrainingRun(run, prepared.spec().run().policy(), ports);
      return GracefulStop.during(
          stop,
          prepared.spec().run().deadlines().stop(),
          () -> trainingRun.resume(averaging.initial(network.weights())));
    }
  }

  private static RunListener listeners(
      RunSettings run, HadoopStorage storage, Progress progress, RunGauges gauges) {
    List<RunListener> all = new ArrayList<>();
    all.add(progress);
    all.add(new MetricsLog(storage));
    all.add(new TensorBoardLog(storage, InstantSource.system()));
    all.add(gauges);
    run.listeners().forEach(name -> all.add(Listeners.create(name)));
    return RunListener.all(all);
  }

  private HadoopStorage storage(Prepared prepared) {
    try {
      return new HadoopStorage(
          prepared.folder().path("").toString(), context.hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Checkpoints checkpoints(Prepared prepared, HadoopStorage storage) {
    TrainingSpec training = prepared.spec().training();
    return new CheckpointStore(
        storage,
        new RunIdentity(prepared.digest(), training.seed(), training.replicas()),
        prepared.spec().run().checkpoints().keep(),
        out::println);
  }

  private void test(
      RunSpec spec, Examples examples, SparkSegments segments, Judge judge, ModelState model) {
    try (ShardedExamples shards = sharded(examples.test(), examples, spec.training())) {
      Tally tally = segments.validation(shards, spec.training().batchSize()).evaluate(model);
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

  private void report(Prepared prepared) {
    Report report = new Report(prepared.spec().name(), prepared.text());
    MetricsLog.forEachLine(storage(prepared), report::add);
    prepared.folder().write(RunFolder.REPORT, report.html());
  }

  private static void save(Prepared prepared, Examples examples, NetworkReplica trained) {
    RunFolder folder = prepared.folder();
    folder.write(RunFolder.MODEL, ModelFile.keras(prepared.spec().model(), trained.network()));
    if (examples.pipeline() != null) {
      try {
        examples.pipeline().write().overwrite().save(folder.path(RunFolder.PIPELINE).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
