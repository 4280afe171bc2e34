package dev.barycenter.jobs.retrain;

import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.Increment;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.data.Tables.Split;
import dev.barycenter.jobs.data.Watermark;
import dev.barycenter.jobs.evaluation.Evaluation;
import dev.barycenter.jobs.evaluation.Judgement;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.registry.Serving.By;
import dev.barycenter.jobs.registry.ServingHistory;
import dev.barycenter.jobs.registry.Version;
import dev.barycenter.jobs.registry.Version.Holdout;
import dev.barycenter.jobs.registry.Version.Rows;
import dev.barycenter.jobs.run.Json;
import dev.barycenter.jobs.run.Provenance;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.jobs.spec.Gate;
import dev.barycenter.jobs.spec.RetrainSpec;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.PrintStream;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Trains the version that serves again, on the rows that came since and a share of the older ones,
 * and promotes what comes of it if it is better on the rows that training never sees.
 *
 * <p>The version that serves is changed by nothing but a promotion, which is the last thing that
 * happens; whatever ends a retraining before leaves a version that is not sealed. The next one
 * begins anew.
 */
public final class RetrainJob {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final Registry registry;
  private final PrintStream out;
  private final boolean live;

  /** How a retraining ended. */
  public enum Ending {
    /** The new version serves. */
    PROMOTED,
    /** The new version is not better, or somebody promoted another one meanwhile. */
    NOT_PROMOTED,
    /** There are no new rows; nothing was written. */
    NO_NEW_DATA,
    /** It was asked to stop. */
    INTERRUPTED
  }

  /**
   * Creates a job.
   *
   * @param out where it reports
   * @param live whether that is a terminal, on which a bar can move
   */
  public RetrainJob(SparkSession spark, Registry registry, PrintStream out, boolean live) {
    this.spark = spark;
    this.registry = registry;
    this.out = out;
    this.live = live;
    hadoop = spark.sparkContext().hadoopConfiguration();
  }

  /** Retrains; returns how it ended. */
  public Ending run(Prepared given) {
    RetrainSpec how = given.spec().retrain();
    if (how == null) {
      throw new DataException(
          "The spec has no section 'retrain'. Write retrain: {watermark: COLUMN}, the column that grows with time.");
    }
    ServingHistory seen = registry.serving();
    Parent parent = seen.version().map(n -> Parent.open(registry, n, hadoop)).orElse(null);
    RunSpec spec = parent == null ? given.spec() : given.spec().retraining();
    Split split = new Tables(spark, given.base()).split(given.data(), spec.training().seed());
    String columns = Tables.declared(split.train());
    Watermark after = null;
    if (parent != null) {
      parent.require(spec, how, columns, registry);
      after = parent.version().rows().upto();
    }
    Increment increment =
        Increment.of(
            split.train(),
            how.watermark(),
            after,
            how.replay(),
            spec.training().seed(),
            given.data().badRows());
    Rows rows =
        new Rows(
            after,
            increment.upto(),
            increment.fresh(),
            increment.replayed(),
            increment.hash(),
            columns);
    Prepared prepared =
        parent == null
            ? given
            : given.from("version " + parent.version().number(), parent.run().weights(), spec);
    if (parent != null && !isNew(parent.version().number(), rows, prepared.specDigest())) {
      return Ending.NO_NEW_DATA;
    }
    int number = registry.claim();
    introduce(number, parent, rows);
    Split trained = new Split(increment.rows(), split.validation(), split.test().limit(0));
    TrainJob.Ending ending =
        new TrainJob(spark, out, live)
            .run(
                prepared.in(registry.folder(number)).withoutTest(),
                trained,
                parent == null ? null : parent.run().pipeline());
    return ending == TrainJob.Ending.INTERRUPTED
        ? Ending.INTERRUPTED
        : decide(seen, seal(number, spec, parent, rows, split.test()));
  }

  /** Without new rows, the same training would give the same bits again. */
  private boolean isNew(int parent, Rows rows, String spec) {
    if (rows.fresh() == 0) {
      out.printf(
          "No new rows: none after %s, where version %d ends. It serves on.%n",
          rows.after(), parent);
      return false;
    }
    Optional<Version> tried =
        registry.versions().stream()
            .map(registry::version)
            .flatMap(Optional::stream)
            .filter(version -> Objects.equals(version.parent(), parent))
            .filter(version -> version.rows().equals(rows) && spec.equals(spec(version.number())))
            .findFirst();
    tried.ifPresent(
        version ->
            out.printf(
                "No new rows: version %d was trained on those after %s (%s). Version %d serves on.%n",
                version.number(), rows.after(), version.why(), parent));
    return tried.isEmpty();
  }

  private String spec(int number) {
    RunFolder folder = registry.folder(number);
    return Json.read(folder.bytes(RunFolder.PROVENANCE), Provenance.class, folder + "").spec();
  }

  private void introduce(int number, @Nullable Parent parent, Rows rows) {
    if (parent == null) {
      out.printf(
          "Version %d, from the beginning: %,d rows up to %s%n", number, rows.fresh(), rows.upto());
    } else {
      out.printf(
          "Version %d, from version %d: %,d new rows after %s up to %s, and %,d older ones%n",
          number,
          parent.version().number(),
          rows.fresh(),
          rows.after(),
          rows.upto().value(),
          rows.replayed());
    }
  }

  private Version seal(
      int number, RunSpec spec, @Nullable Parent parent, Rows rows, Dataset<Row> test) {
    Gate gate = Objects.requireNonNull(spec.retrain()).gate();
    TrainedRun trained = TrainedRun.open(registry.folder(number).toString(), hadoop);
    Judgement own = new Evaluation(spark, trained).of(test);
    Judgement its = parent == null ? null : new Evaluation(spark, parent.with(spec)).of(test);
    Decision decision =
        parent == null || its == null
            ? Decision.first(gate, own.numbers())
            : Decision.between(gate, own.numbers(), parent.version().number(), its.numbers());
    out.printf("On %,d rows that were held out:%n", own.examples());
    Evaluation.print(out, own.numbers());
    return registry.seal(
        new Version(
            number,
            number(parent),
            decision.passed(),
            decision.why(),
            rows,
            new Holdout(
                own.examples(), own.digest(), own.numbers(), its == null ? null : its.numbers()),
            new TreeMap<>()));
  }

  private static @Nullable Integer number(@Nullable Parent parent) {
    return parent == null ? null : parent.version().number();
  }

  private Ending decide(ServingHistory seen, Version version) {
    String serving = seen.version().map(n -> "Version %d serves on.".formatted(n)).orElse("");
    if (!version.passed()) {
      out.printf("Version %d is not promoted: %s. %s%n", version.number(), version.why(), serving);
      return Ending.NOT_PROMOTED;
    }
    if (!registry.promote(seen, seen.next(version.number(), By.RETRAIN, version.why()))) {
      out.printf(
          "Version %d is not promoted: version %s was promoted meanwhile.%n",
          version.number(), registry.serving().version().orElseThrow());
      return Ending.NOT_PROMOTED;
    }
    out.printf(
        "Version %d serves: %s. It is in %s%n",
        version.number(), version.why(), registry.folder(version.number()));
    return Ending.PROMOTED;
  }
}
