package dev.barycenter.jobs.train;

import dev.barycenter.driver.RunOutcome;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.metrics.MetricsLog;
import dev.barycenter.driver.metrics.TensorBoardLog;
import dev.barycenter.driver.spark.GracefulStop;
import dev.barycenter.driver.spark.RunGauges;
import dev.barycenter.driver.storage.Storage;
import dev.barycenter.graph.summary.Summary;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.evaluation.Evaluation;
import dev.barycenter.jobs.report.Report;
import dev.barycenter.jobs.run.Json;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.Provenance;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.spec.Forgetting;
import dev.barycenter.jobs.spec.Listeners;
import dev.barycenter.jobs.spec.PhaseSpec;
import dev.barycenter.jobs.spec.RunSettings;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.Tally;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
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
    Tables tables = new Tables(spark, prepared.base());
    return run(prepared, tables.split(prepared.data(), prepared.spec().training().seed()), null);
  }

  /**
   * Trains on rows that were chosen before.
   *
   * @param pipeline preprocessing that was fitted before; null to fit that of the spec
   */
  public Ending run(Prepared prepared, Tables.Split split, @Nullable PipelineModel pipeline) {
    split.train().cache();
    try {
      return run(prepared, Examples.of(spark, prepared, split, pipeline));
    } finally {
      // Spark would give these rows to whoever reads the same files later.
      split.train().unpersist();
    }
  }

  private Ending run(Prepared prepared, Examples examples) {
    RunSpec spec = prepared.spec();
    out.println(Summary.of(spec.training().phases().get(0).model()));
    out.println();
    spec.warnings().forEach(warning -> out.println("Warning: " + warning));
    Storage storage = prepared.folder().storage();
    StopRequest stop = new StopRequest();
    try (Shards shards = examples.shards(spec.training());
        Progress progress = new Progress(out, live);
        RunGauges gauges = new RunGauges()) {
      PhasedRun run =
          new PhasedRun(
              context,
              spec,
              prepared.digest(),
              shards,
              storage,
              listeners(spec.run(), storage, progress, gauges),
              stop,
              out::println);
      begin(prepared, shards);
      out.printf(
          "Training on %,d examples in %d shards%n",
          shards.train().examples(), shards.train().shards());
      return GracefulStop.during(
          stop, spec.run().deadlines().stop(), () -> phases(prepared, examples, run));
    }
  }

  /** Writes what a run begins with; one that goes on must go on with the same examples. */
  private void begin(Prepared prepared, Shards shards) {
    RunFolder folder = prepared.folder();
    Provenance provenance = shards.provenance(prepared, spark.version());
    if (folder.has(RunFolder.PROVENANCE)) {
      provenance.requireExamplesOf(
          Json.read(
              folder.bytes(RunFolder.PROVENANCE),
              Provenance.class,
              folder.path(RunFolder.PROVENANCE).toString()));
    }
    folder.write(RunFolder.SPEC, prepared.spec().text());
    folder.write(RunFolder.PROVENANCE, Json.text(provenance));
  }

  private Ending phases(Prepared prepared, Examples examples, PhasedRun run) {
    List<PhaseSpec> phases = prepared.spec().training().phases();
    Map<String, float[]> weights = new LinkedHashMap<>();
    prepared.weights().forEach((path, tensor) -> weights.put(path, tensor.values()));
    boolean trained = !weights.isEmpty();
    long round = 0;
    for (int i = 0; i < phases.size(); i++) {
      introduce(phases, i, trained);
      try (PhaseTraining phase = new PhaseTraining(run, i, weights)) {
        if (i == 0) {
          prepared.compiled().ifPresent(compiled -> out.println(phase.goOn(compiled)));
        }
        if (phase.featuresPerExample() > 0) {
          out.printf(
              "Frozen layers come first: what they make of an example, %,d numbers, is computed"
                  + " once and kept%n",
              phase.featuresPerExample());
        }
        RunOutcome outcome = phase.train(round);
        save(prepared, examples, phase, outcome.state());
        report(prepared, run.storage());
        if (outcome.ending() == RunEvent.Ending.INTERRUPTED) {
          out.println("Interrupted. The checkpoint is in " + prepared.folder());
          return Ending.INTERRUPTED;
        }
        test(phase);
        weights.putAll(phase.weights());
        round = outcome.state().position().round();
        trained = true;
      }
    }
    if (examples.data().test().exists()) {
      baseline(prepared.spec(), examples);
    }
    examples
        .skipped()
        .byPart()
        .forEach(
            (part, rows) -> {
              if (rows.value() > 0) {
                out.printf(
                    "%,d %s rows were skipped: data.bad_rows is skip.%n", rows.value(), part);
              }
            });
    out.println("Saved in " + prepared.folder());
    return Ending.DONE;
  }

  private void introduce(List<PhaseSpec> phases, int index, boolean trained) {
    PhaseSpec phase = phases.get(index);
    if (phases.size() > 1) {
      long all = phase.model().weights().values().stream().mapToLong(w -> w.shape().size()).sum();
      out.printf(
          "Phase %d/%d, %s: trains %,d of %,d weights%n",
          index + 1, phases.size(), phase.name(), phase.trained(), all);
    }
    if (trained) {
      Forgetting.warning(phase).ifPresent(warning -> out.println("Warning: " + warning));
    }
  }

  private void test(PhaseTraining phase) {
    Tally tally = phase.test();
    if (tally.examples() > 0) {
      out.printf("Test on %,d examples that training never saw:%n", tally.examples());
      Evaluation.print(out, phase.judge().results(tally));
    }
  }

  private void baseline(RunSpec spec, Examples examples) {
    LinearBaseline.errors(spec, examples.data(), examples.trainRows(), examples.testRows())
        .forEach(
            (name, error) ->
                out.printf(
                    "  %s: linear regression on the same rows has RMSE %.4f%n", name, error));
  }

  private static RunListener listeners(
      RunSettings run, Storage storage, Progress progress, RunGauges gauges) {
    List<RunListener> all = new ArrayList<>();
    all.add(progress);
    all.add(new MetricsLog(storage));
    all.add(new TensorBoardLog(storage, InstantSource.system()));
    all.add(gauges);
    run.listeners().forEach(name -> all.add(Listeners.create(name)));
    return RunListener.all(all);
  }

  private static void report(Prepared prepared, Storage storage) {
    Report report = new Report(prepared.spec().name(), prepared.spec().text());
    MetricsLog.forEachLine(storage, report::add);
    prepared.folder().write(RunFolder.REPORT, report.html());
  }

  private static void save(
      Prepared prepared, Examples examples, PhaseTraining phase, RunState state) {
    RunFolder folder = prepared.folder();
    ModelFiles.Stored model =
        new ModelFiles.Stored(
            prepared.spec().model(),
            ModelFile.weights(phase.network()),
            () -> Optional.of(phase.compiled(state)));
    folder.write(RunFolder.MODEL, ModelFile.keras(model));
    if (examples.pipeline() != null) {
      try {
        examples.pipeline().write().overwrite().save(folder.path(RunFolder.PIPELINE).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
