package dev.barycenter.jobs.bench;

import dev.barycenter.driver.CheckpointSchedule;
import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.driver.RetryPolicy;
import dev.barycenter.driver.RunPlan;
import dev.barycenter.driver.RunPolicy;
import dev.barycenter.driver.RunPorts;
import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.SegmentLength;
import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.TrainingRun;
import dev.barycenter.driver.Validation;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.RoundPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The table of {@code bench learning}: the accuracy that ways to average reach on held-out images,
 * with the same examples in each, and the bytes that they send for it.
 *
 * @param master where to train
 * @param data a folder with IDX files of training and test images
 * @param epochs the passes over the data of every row
 * @param replicas the replicas of every row but the first, which has one
 * @param seeds the trainings of every row, each with its own first weights and order of examples
 */
public record LearningBench(String master, Path data, int epochs, int replicas, int seeds) {
  private static final int BATCH = 32;
  private static final OuterStep NESTEROV = OuterStep.nesterov(0.7, 0.9);

  /** An epoch at most: by the clock, some rounds would be averaged by the driver. */
  private static final SegmentLength SEGMENTS = SegmentLength.rounds(1_000);

  private static final int OFTEN = 50;
  private static final int RARELY = 200;

  /** One row of the table. */
  private record Way(String name, int localSteps, OuterStep outer, WireFormat wire) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("mean", OFTEN, OuterStep.mean(), WireFormat.FLOAT32),
          new Way("mean", OFTEN, OuterStep.mean(), WireFormat.BFLOAT16),
          new Way("mean", OFTEN, OuterStep.mean(), WireFormat.INT8),
          new Way("mean", RARELY, OuterStep.mean(), WireFormat.FLOAT32),
          new Way("Nesterov 0.7, 0.9", RARELY, NESTEROV, WireFormat.FLOAT32),
          new Way("Nesterov 0.7, 0.9", RARELY, NESTEROV, WireFormat.INT8));

  /** Trains every way in turn and prints a row for each. */
  public void run(PrintStream out) throws IOException {
    Images train = Images.read(data, "train");
    Images test = Images.read(data, "t10k");
    out.printf(
        "The MLP 784-256-128-10, Adam 0.001, batch %d, %d epochs of %,d images, tested on %,d others; means of %d seeds%n",
        BATCH, epochs, train.labels().size(), test.labels().size(), seeds);
    out.println(
        "replicas  averaging          local steps  wire       accuracy %  deviation  to one worker   sent MB");
    try (JavaSparkContext spark = Cluster.open(master)) {
      Way none = new Way("none", OFTEN, OuterStep.mean(), WireFormat.FLOAT32);
      double one = row(out, spark, train, test, 1, none, Double.NaN);
      for (Way way : WAYS) {
        row(out, spark, train, test, replicas, way, one);
      }
    }
  }

  /** Prints a row and returns its mean accuracy in percent. */
  private double row(
      PrintStream out,
      JavaSparkContext spark,
      Images train,
      Images test,
      int count,
      Way way,
      double one) {
    AtomicLong sent = new AtomicLong();
    double[] percents =
        LongStream.rangeClosed(1, seeds)
            .mapToDouble(seed -> 100 * accuracy(spark, train, test, count, way, seed, sent))
            .toArray();
    double mean = DoubleStream.of(percents).average().orElseThrow();
    double squares = DoubleStream.of(percents).map(p -> (p - mean) * (p - mean)).sum();
    out.printf(
        "%8d  %-18s %11d  %-9s %11.2f %10s %14s %9.1f%n",
        count,
        way.name(),
        way.localSteps(),
        way.wire().name().toLowerCase(Locale.ROOT),
        mean,
        seeds == 1 ? "-" : "%.2f".formatted(Math.sqrt(squares / (seeds - 1))),
        Double.isNaN(one) ? "-" : "%+.2f".formatted(mean - one),
        sent.get() / 1e6 / seeds);
    out.flush();
    return mean;
  }

  private double accuracy(
      JavaSparkContext spark,
      Images train,
      Images test,
      int count,
      Way way,
      long seed,
      AtomicLong sent) {
    NetworkPlan plan = Mlp.plan();
    NetworkReplica model = new NetworkReplica(plan, seed);
    AveragingPlan averaging =
        Mlp.averaging(
            model, new Averaging(way.outer(), OptimizerStatePolicy.AVERAGE, way.wire()), count);
    Phase phase =
        new Phase(() -> new NetworkReplica(plan, seed), model.layout(), averaging, model.weights());
    try (ShardedExamples shards = sharded(spark, plan, train, count, seed);
        ShardedExamples held = sharded(spark, plan, test, count, seed);
        SparkSegments segments = new SparkSegments(spark, shards, phase, SparkPolicy.DEFAULT)) {
      RunPorts ports =
          new RunPorts(
              segments,
              Validation.NONE,
              new Judge(plan)::results,
              Checkpoints.NONE,
              counting(sent),
              new StopRequest(),
              InstantSource.system());
      RunPolicy policy =
          new RunPolicy(
              SEGMENTS, RetryPolicy.DEFAULT, CheckpointSchedule.every(Duration.ofDays(1)));
      var trained =
          new TrainingRun(run(shards, averaging, way, seed), policy, ports)
              .resume(averaging.initial(model.weights()));
      Double accuracy =
          new Judge(plan)
              .results(segments.validation(held, BATCH).evaluate(trained.state().model()))
              .get("accuracy");
      if (accuracy == null) {
        throw new IllegalStateException("The benchmark's model has no accuracy.");
      }
      return accuracy;
    } catch (SegmentFailedException e) {
      throw new IllegalStateException("A segment of the benchmark failed: " + e.getMessage(), e);
    }
  }

  private static ShardedExamples sharded(
      JavaSparkContext spark, NetworkPlan plan, Images images, int count, long seed) {
    List<byte[]> packed = images.packed(Mlp.layout(plan), images.labels().size());
    return ShardedExamples.of(spark.parallelize(packed, 8), Mlp.layout(plan), seed, count);
  }

  /** Counts what the tasks of {@code master} send each other, its plain rounds included. */
  private static RunListener counting(AtomicLong sent) {
    return event -> {
      if (event instanceof RunEvent.RoundDone round) {
        sent.addAndGet(round.report().bytesSent());
      }
    };
  }

  private RunPlan run(ShardedExamples shards, AveragingPlan averaging, Way way, long seed) {
    int count = averaging.replicas();
    return new RunPlan(
        seed,
        count,
        BATCH,
        RoundPlan.stepsPerEpoch(shards.examples(), count, BATCH),
        epochs,
        averaging.averaging(),
        NonFinitePolicy.STOP,
        new LocalSteps.Fixed(way.localSteps()),
        null);
  }
}
