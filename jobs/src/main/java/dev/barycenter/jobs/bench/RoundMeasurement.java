package dev.barycenter.jobs.bench;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures what rounds of idle replicas cost, segments and plain rounds by turns. A segment goes on
 * where the one before ended, as in a run.
 */
final class RoundMeasurement implements AutoCloseable {
  private static final int MOST_ROUNDS = 100;
  private static final int FEWEST_ROUNDS = 10;

  /** So many averaged values, over all rounds of a segment, take about a second. */
  private static final long VALUES = 100_000_000;

  private static final int PLAIN_PER_SEGMENT = 2;
  private static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(new Column(Column.Role.INPUT, "x", Column.Storage.FLOAT32, List.of())));

  private final JavaSparkContext spark;
  private final RoundCase what;
  private final AveragingPlan averaging;
  private final ShardedExamples shards;
  private final SparkSegments segments;
  private final SegmentPlan several;
  private final SegmentPlan single;
  private final List<Double> rounds = new ArrayList<>();
  private final List<Double> exchanges = new ArrayList<>();
  private final List<Double> starts = new ArrayList<>();
  private final List<Double> plain = new ArrayList<>();
  private ModelState model;
  private SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
  private List<RoundReport> last = List.of();
  private long sent;

  private RoundMeasurement(JavaSparkContext spark, RoundCase what) {
    this.spark = spark;
    this.what = what;
    Phase phase = what.phase();
    averaging = phase.averaging();
    model = averaging.initial(phase.weights());
    List<byte[]> examples =
        IntStream.range(0, MOST_ROUNDS * what.replicas())
            .mapToObj(i -> LAYOUT.pack(List.of(new float[] {i})))
            .toList();
    shards = ShardedExamples.of(spark.parallelize(examples, 2), LAYOUT, 0, what.replicas());
    segments = new SparkSegments(spark, shards, phase, SparkPolicy.DEFAULT);
    long values = averaging.packing().size() + (long) model.optimizer().length();
    several = plan((int) Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, VALUES / values)));
    single = plan(1);
  }

  private SegmentPlan plan(int rounds) {
    return new SegmentPlan(
        0,
        what.replicas(),
        1,
        averaging.averaging(),
        NonFinitePolicy.STOP,
        RoundPlan.next(Position.START, MOST_ROUNDS, rounds, 1, step -> 1));
  }

  /** Lets the virtual machines compile what rounds run. */
  static void warmUp(JavaSparkContext spark, int segments) {
    RoundCase small = new RoundCase(1000, 2, OptimizerStatePolicy.AVERAGE, WireFormat.FLOAT32);
    try (RoundMeasurement warm = new RoundMeasurement(spark, small)) {
      warm.repeat(segments);
    }
  }

  /**
   * Measures on a started Spark.
   *
   * @param repeats how many segments are measured, with some plain rounds after each
   */
  static RoundCost measure(JavaSparkContext spark, RoundCase what, int repeats) {
    PeakMemory.forget(spark);
    try (RoundMeasurement measurement = new RoundMeasurement(spark, what)) {
      measurement.repeat(1); // shuffles the examples, makes networks and buffers
      measurement.forget();
      measurement.repeat(repeats);
      return measurement.cost();
    }
  }

  private void repeat(int times) {
    for (int i = 0; i < times; i++) {
      run(several); // after a plain round the tasks have no state to go on with
      segment();
      for (int j = 0; j < PLAIN_PER_SEGMENT; j++) {
        plain.add(run(single));
      }
    }
  }

  private void forget() {
    List.of(rounds, exchanges, starts, plain).forEach(List::clear);
  }

  private void segment() {
    double within = 0;
    double elapsed = run(several);
    for (RoundReport report : last) {
      RoundSeconds seconds = report.meanSeconds();
      within += 1e3 * seconds.total();
      rounds.add(1e3 * (seconds.total() - seconds.compute()));
      exchanges.add(1e3 * seconds.exchange());
      sent = report.bytesSent();
    }
    starts.add(elapsed - within);
  }

  /** Runs a segment and returns its milliseconds. */
  private double run(SegmentPlan plan) {
    try {
      long begin = System.nanoTime();
      SegmentOutcome outcome = segments.run(plan, model, kept);
      double millis = (System.nanoTime() - begin) / 1e6;
      model = outcome.model();
      kept = outcome.kept();
      last = outcome.rounds();
      return millis;
    } catch (SegmentFailedException e) {
      throw new IllegalStateException("A segment of the benchmark failed: " + e.getMessage(), e);
    }
  }

  private RoundCost cost() {
    DriverTraffic traffic = new DriverTraffic(spark);
    run(several);
    traffic.take();
    run(several);
    long segmentBytes = traffic.take();
    run(single);
    long plainBytes = traffic.take();
    spark.sc().removeSparkListener(traffic);
    return new RoundCost(
        spark.master(),
        what,
        Spread.of(rounds),
        Spread.of(exchanges),
        Spread.of(starts),
        Spread.of(plain),
        sent,
        segmentBytes,
        plainBytes,
        PeakMemory.since(spark));
  }

  @Override
  public void close() {
    segments.close();
    shards.close();
  }
}
