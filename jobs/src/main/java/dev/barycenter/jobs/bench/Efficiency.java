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
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the throughput of plain loops when two replicas average. Rates are examples per
 * second; all are medians of measurements by turns, ratios of those next to each other.
 *
 * @param master where
 * @param localSteps the local steps between two averagings
 * @param optimizerState what becomes of Adam's moments, which are twice the weights
 * @param wire how deltas cross the wire
 * @param plain one plain loop, alone on the machine
 * @param twoPlain two plain loops at once, together
 * @param replicas both replicas, segments of about two seconds, their start and end included
 * @param efficiency {@code replicas / (2 * plain)}
 * @param ofTwoPlain {@code replicas / twoPlain}: without what the machine takes from two at once
 * @param peer another program; 0 for none
 * @param round where a task spends the time of a round, the mean of all tasks and rounds
 */
record Efficiency(
    String master,
    int localSteps,
    OptimizerStatePolicy optimizerState,
    WireFormat wire,
    double plain,
    double twoPlain,
    double replicas,
    double efficiency,
    double ofTwoPlain,
    double peer,
    RoundSeconds round) {

  private static final int BATCH = 64;
  private static final int REPLICAS = 2;
  private static final double PLAIN_SECONDS = 0.7;
  private static final double SEGMENT_SECONDS = 2;
  private static final int EXAMPLES = 25_600;
  private static final int WARM_STEPS = 10;
  private static final int WARM_ROUNDS = 100;
  private static final int FIRST_ROUNDS = 2;

  /**
   * What is measured.
   *
   * @param images that are trained on
   * @param localSteps the local steps of a round, one number after the other
   * @param warmUp unmeasured segments of about a second; virtual machines that have a core each to
   *     train on take half a minute to compile what a step runs
   * @param repeats how often everything is measured
   * @param peer a command that prints {@code NUMBER samples/s}, of which the greatest counts; null
   *     for none
   */
  record Settings(
      Images images, List<Integer> localSteps, int warmUp, int repeats, @Nullable String peer) {}

  /** Measures on a started Spark with two slots. */
  static List<Efficiency> measure(JavaSparkContext spark, Settings settings, Averaging averaging) {
    NetworkPlan plan = Mlp.plan();
    ExampleLayout layout = Mlp.layout(plan);
    List<byte[]> examples = settings.images.packed(layout, EXAMPLES);
    NetworkReplica model = new NetworkReplica(plan, Mlp.SEED);
    AveragingPlan averages = Mlp.averaging(model, averaging, REPLICAS);
    Phase phase =
        new Phase(
            () -> new NetworkReplica(plan, Mlp.SEED), model.layout(), averages, model.weights());
    MemoryShard half = MemoryShard.of(layout, examples.subList(0, examples.size() / 2).iterator());
    PlainLoop loop = new PlainLoop(spark.broadcast(half), BATCH, PLAIN_SECONDS);
    try (ShardedExamples shards =
            ShardedExamples.of(spark.parallelize(examples, 2), layout, 0, REPLICAS);
        SparkSegments segments = new SparkSegments(spark, shards, phase, SparkPolicy.DEFAULT)) {
      ModelState start = averages.initial(model.weights());
      Measuring measuring =
          new Measuring(spark, segments, averages.averaging(), start, loop, settings);
      measuring.warmUp();
      List<Efficiency> measured = new ArrayList<>();
      for (int steps : settings.localSteps) {
        measured.add(measuring.efficiency(steps));
      }
      return measured;
    } catch (SegmentFailedException e) {
      throw new IllegalStateException("A segment of the benchmark failed: " + e.getMessage(), e);
    }
  }

  /**
   * The measurements with one averaging. Replicas and loops begin anew each time, so that both do
   * the same.
   */
  private static final class Measuring {
    private final JavaSparkContext spark;
    private final SparkSegments segments;
    private final Averaging averaging;
    private final PlainLoop loop;
    private final Settings settings;
    private final ModelState start;
    private ModelState model;
    private SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
    private RoundSeconds meanRound = RoundSeconds.ZERO;

    Measuring(
        JavaSparkContext spark,
        SparkSegments segments,
        Averaging averaging,
        ModelState start,
        PlainLoop loop,
        Settings settings) {
      this.spark = spark;
      this.segments = segments;
      this.averaging = averaging;
      this.start = start;
      this.model = start;
      this.loop = loop;
      this.settings = settings;
    }

    void warmUp() throws SegmentFailedException {
      for (int i = 0; i < settings.warmUp; i++) {
        segment(WARM_STEPS, WARM_ROUNDS);
      }
    }

    Efficiency efficiency(int steps) throws SegmentFailedException {
      loop.run(spark, REPLICAS);
      begin(steps);
      int trial = Math.max(2, 400 / steps);
      segment(steps, trial);
      int rounds = (int) Math.max(2, SEGMENT_SECONDS / meanRound.total());
      List<Double> plain = new ArrayList<>(List.of(loop.run(spark, 1)));
      List<Double> both = new ArrayList<>();
      List<Double> replicas = new ArrayList<>();
      List<Double> peers = new ArrayList<>();
      RoundSeconds round = RoundSeconds.ZERO;
      for (int i = 0; i < settings.repeats; i++) {
        begin(steps);
        replicas.add(2.0 * rounds * steps * BATCH / seconds(steps, rounds));
        round = round.plus(meanRound.dividedBy(settings.repeats));
        both.add(loop.run(spark, 2));
        plain.add(loop.run(spark, 1));
        peers.add(peer(steps));
      }
      return new Efficiency(
          spark.master(),
          steps,
          averaging.optimizerState(),
          averaging.wire(),
          Medians.of(plain),
          Medians.of(both),
          Medians.of(replicas),
          ratio(replicas, i -> plain.get(i) + plain.get(i + 1)),
          ratio(replicas, both::get),
          Medians.of(peers),
          round);
    }

    private static double ratio(List<Double> values, IntToDoubleFunction base) {
      return Medians.of(
          IntStream.range(0, values.size())
              .mapToObj(i -> values.get(i) / base.applyAsDouble(i))
              .toList());
    }

    private double peer(int steps) {
      if (settings.peer == null) {
        return 0;
      }
      String command =
          settings
              .peer
              .replace("{batch}", Integer.toString(BATCH))
              .replace("{local_steps}", Integer.toString(steps));
      return Collections.max(new PeerProgram(command).numbers("samples/s"));
    }

    /** Trains a short segment from the start, so that the next one has something to go on from. */
    private void begin(int steps) throws SegmentFailedException {
      model = start;
      kept = new TreeMap<>();
      segment(steps, FIRST_ROUNDS);
    }

    private double seconds(int steps, int rounds) throws SegmentFailedException {
      long begin = System.nanoTime();
      segment(steps, rounds);
      return (System.nanoTime() - begin) / 1e9;
    }

    private void segment(int steps, int rounds) throws SegmentFailedException {
      int epoch = EXAMPLES / REPLICAS / BATCH;
      List<RoundPlan> plan = RoundPlan.next(Position.START, epoch, rounds, rounds, step -> steps);
      SegmentOutcome outcome =
          segments.run(
              new SegmentPlan(Mlp.SEED, REPLICAS, BATCH, averaging, NonFinitePolicy.STOP, plan),
              model,
              kept);
      model = outcome.model();
      kept = outcome.kept();
      meanRound =
          outcome.rounds().stream()
              .map(RoundReport::meanSeconds)
              .reduce(RoundSeconds.ZERO, RoundSeconds::plus)
              .dividedBy(rounds);
    }
  }
}
