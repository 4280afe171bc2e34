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
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.SegmentPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What is left of the throughput of plain loops when two replicas average. Rates are examples per
 * second, medians of alternating measurements.
 *
 * @param master where
 * @param localSteps the local steps between two averagings
 * @param optimizerState what becomes of Adam's moments, which are twice the weights
 * @param plain one plain loop, alone on the machine
 * @param twoPlain two plain loops at once, together: what the machine itself leaves of twice one
 * @param replicas both replicas, segments of about two seconds, their start and end included
 * @param efficiency {@code replicas / (2 * plain)}
 */
record Efficiency(
    String master,
    int localSteps,
    OptimizerStatePolicy optimizerState,
    double plain,
    double twoPlain,
    double replicas,
    double efficiency) {

  private static final int BATCH = 64;
  private static final int REPLICAS = 2;
  private static final int REPEATS = 5;
  private static final double PLAIN_SECONDS = 0.7;
  private static final double SEGMENT_SECONDS = 2;
  private static final int EXAMPLES = 25_600;

  /** Measures on a started Spark with two slots. */
  static List<Efficiency> measure(
      JavaSparkContext spark, Images images, List<Integer> localSteps, Averaging averaging) {
    NetworkPlan plan = Mlp.plan();
    ExampleLayout layout = Mlp.layout(plan);
    List<byte[]> examples = images.packed(layout, EXAMPLES);
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
      List<Efficiency> measured = new ArrayList<>();
      for (int steps : localSteps) {
        Measuring measuring =
            new Measuring(spark, segments, averages, averages.initial(model.weights()), loop);
        measured.add(measuring.efficiency(steps));
      }
      return measured;
    } catch (SegmentFailedException e) {
      throw new IllegalStateException("A segment of the benchmark failed: " + e.getMessage(), e);
    }
  }

  /** The measurements at one number of local steps. */
  private record Measuring(
      JavaSparkContext spark,
      SparkSegments segments,
      AveragingPlan averaging,
      ModelState start,
      PlainLoop loop) {

    Efficiency efficiency(int steps) throws SegmentFailedException {
      loop.run(spark, REPLICAS);
      segment(steps, Math.max(2, 200 / steps));
      int trial = Math.max(2, 400 / steps);
      int rounds = (int) Math.max(2, trial * SEGMENT_SECONDS / seconds(steps, trial));
      List<Double> plain = new ArrayList<>();
      List<Double> both = new ArrayList<>();
      List<Double> replicas = new ArrayList<>();
      for (int i = 0; i < REPEATS; i++) {
        plain.add(loop.run(spark, 1));
        replicas.add(2.0 * rounds * steps * BATCH / seconds(steps, rounds));
        both.add(loop.run(spark, 2));
      }
      plain.add(loop.run(spark, 1));
      double one = Medians.of(plain);
      double all = Medians.of(replicas);
      return new Efficiency(
          spark.master(),
          steps,
          averaging.averaging().optimizerState(),
          one,
          Medians.of(both),
          all,
          all / (2 * one));
    }

    private double seconds(int steps, int rounds) throws SegmentFailedException {
      long begin = System.nanoTime();
      segment(steps, rounds);
      return (System.nanoTime() - begin) / 1e9;
    }

    private void segment(int steps, int rounds) throws SegmentFailedException {
      int epoch = EXAMPLES / REPLICAS / BATCH;
      List<RoundPlan> plan = RoundPlan.next(Position.START, epoch, rounds, rounds, step -> steps);
      segments.run(
          new SegmentPlan(
              Mlp.SEED, REPLICAS, BATCH, averaging.averaging(), NonFinitePolicy.STOP, plan),
          start,
          new TreeMap<>());
    }
  }
}
