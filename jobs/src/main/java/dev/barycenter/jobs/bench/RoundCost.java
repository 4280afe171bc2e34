package dev.barycenter.jobs.bench;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
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
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a round costs beside its local steps. All times are medians, in milliseconds.
 *
 * @param master where
 * @param weights the weights of the model
 * @param replicas the number of replicas
 * @param wire how deltas cross the wire
 * @param round one averaging within a segment, on the tasks
 * @param exchange the part of it that moves bytes and waits for peers
 * @param segment what starting and ending a segment takes beside its rounds
 * @param plainRound a segment of one round, from its start to its end on the driver
 * @param sentBytes what all tasks send each other in one averaging
 * @param driverBytes what the driver hands out and takes in for one segment
 */
record RoundCost(
    String master,
    int weights,
    int replicas,
    WireFormat wire,
    double round,
    double exchange,
    double segment,
    double plainRound,
    long sentBytes,
    long driverBytes) {

  private static final int MOST_ROUNDS = 100;
  private static final int SEGMENTS = 4;
  private static final int PLAIN_ROUNDS = 7;
  private static final int EXAMPLES = MOST_ROUNDS;
  private static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(new Column(Column.Role.INPUT, "x", Column.Storage.FLOAT32, List.of())));

  /** What is measured in turn. */
  private static final class Series {
    final List<Double> rounds = new ArrayList<>();
    final List<Double> exchanges = new ArrayList<>();
    final List<Double> segments = new ArrayList<>();
    final List<Double> plain = new ArrayList<>();
    long sent;
    long driver;
  }

  /** Measures on a started Spark. */
  static RoundCost measure(JavaSparkContext spark, int weights, int replicas, WireFormat wire) {
    AveragingPlan averaging =
        new AveragingPlan(
            IdleReplica.layout(weights),
            0,
            new Averaging(OuterStep.mean(), OptimizerStatePolicy.RESET, wire),
            replicas);
    IdleReplica model = new IdleReplica(weights);
    Phase phase =
        new Phase(() -> new IdleReplica(weights), model.layout(), averaging, model.weights());
    List<byte[]> examples =
        IntStream.range(0, EXAMPLES * replicas)
            .mapToObj(i -> LAYOUT.pack(List.of(new float[] {i})))
            .toList();
    try (ShardedExamples shards =
            ShardedExamples.of(spark.parallelize(examples, 2), LAYOUT, 0, replicas);
        SparkSegments segments = new SparkSegments(spark, shards, phase, SparkPolicy.DEFAULT)) {
      Series series = series(spark, segments, averaging, averaging.initial(model.weights()));
      return new RoundCost(
          spark.master(),
          weights,
          replicas,
          wire,
          Medians.of(series.rounds),
          Medians.of(series.exchanges),
          Medians.of(series.segments),
          Medians.of(series.plain),
          series.sent,
          series.driver);
    } catch (SegmentFailedException e) {
      throw new IllegalStateException("A segment of the benchmark failed: " + e.getMessage(), e);
    }
  }

  private static Series series(
      JavaSparkContext spark, SparkSegments segments, AveragingPlan averaging, ModelState start)
      throws SegmentFailedException {
    int rounds =
        (int) Math.max(10, Math.min(MOST_ROUNDS, 100_000_000L / averaging.packing().size()));
    SegmentPlan several = plan(averaging, rounds);
    SegmentPlan single = plan(averaging, 1);
    Series series = new Series();
    segments.run(single, start, new TreeMap<>());
    segments.run(several, start, new TreeMap<>());
    DriverTraffic traffic = new DriverTraffic(spark);
    for (int i = 0; i < SEGMENTS; i++) {
      traffic.take();
      long begin = System.nanoTime();
      SegmentOutcome outcome = segments.run(several, start, new TreeMap<>());
      double elapsed = (System.nanoTime() - begin) / 1e6;
      series.driver = traffic.take();
      double within = 0;
      for (RoundReport report : outcome.rounds()) {
        RoundSeconds seconds = report.meanSeconds();
        within += 1e3 * seconds.total();
        series.rounds.add(1e3 * (seconds.total() - seconds.compute()));
        series.exchanges.add(1e3 * seconds.exchange());
        series.sent = report.bytesSent();
      }
      series.segments.add(elapsed - within);
    }
    segments.run(single, start, new TreeMap<>());
    for (int i = 0; i < PLAIN_ROUNDS; i++) {
      long begin = System.nanoTime();
      segments.run(single, start, new TreeMap<>());
      series.plain.add((System.nanoTime() - begin) / 1e6);
    }
    spark.sc().removeSparkListener(traffic);
    return series;
  }

  private static SegmentPlan plan(AveragingPlan averaging, int rounds) {
    return new SegmentPlan(
        0,
        averaging.replicas(),
        1,
        averaging.averaging(),
        NonFinitePolicy.STOP,
        RoundPlan.next(Position.START, EXAMPLES, rounds, 1, step -> 1));
  }

  /**
   * Returns the milliseconds that one averaging is expected to take with so many executors, if each
   * has a network of {@code bytesPerSecond} in either direction: the summing does not grow (each
   * task sums its slice of all replicas, {@code weights / tasks} times {@code tasks}), each task
   * sends and receives {@code 2 (T - 1) / T} models, and each of the two transfers waits for one
   * message of {@code latencyMillis} more per peer.
   */
  double forecast(int executors, double bytesPerSecond, double latencyMillis) {
    double model = sentBytes / 2.0;
    double moved = 2.0 * (executors - 1) / executors * model;
    return (round - exchange) + 1e3 * moved / bytesPerSecond + 2 * latencyMillis * (executors - 1);
  }
}
