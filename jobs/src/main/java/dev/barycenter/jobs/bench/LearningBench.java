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
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The table of {@code bench learning}: the accuracy that ways to average reach on held-out images,
 * with the same examples in each, and the bytes that they send for it.
 *
 * @param master where to train
 * @param data a folder with IDX files of training and test images
 * @param epochs the passes over the data of every row
 * @param replicas the replicas of every row but the first, which has one
 */
public record LearningBench(String master, Path data, int epochs, int replicas) {
  private static final int BATCH = 32;
  private static final OuterStep NESTEROV = OuterStep.nesterov(0.7, 0.9);
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
        "The MLP 784-256-128-10, Adam 0.001, batch %d, %d epochs of %,d images, tested on %,d others%n",
        BATCH, epochs, train.labels().size(), test.labels().size());
    out.println("replicas  averaging          local steps  wire       accuracy %   sent MB");
    try (JavaSparkContext spark = Cluster.open(master)) {
      row(out, spark, train, test, 1, new Way("none", OFTEN, OuterStep.mean(), WireFormat.FLOAT32));
      for (Way way : WAYS) {
        row(out, spark, train, test, replicas, way);
      }
    }
  }

  private void row(
      PrintStream out, JavaSparkContext spark, Images train, Images test, int count, Way way) {
    AtomicLong sent = new AtomicLong();
    double accuracy = accuracy(spark, train, test, count, way, sent);
    out.printf(
        "%8d  %-18s %11d  %-9s %11.2f %9.1f%n",
        count,
        way.name(),
        way.localSteps(),
        way.wire().name().toLowerCase(java.util.Locale.ROOT),
        100 * accuracy,
        sent.get() / 1e6);
    out.flush();
  }

  private double accuracy(
      JavaSparkContext spark, Images train, Images test, int count, Way way, AtomicLong sent) {
    NetworkPlan plan = Mlp.plan();
    NetworkReplica model = new NetworkReplica(plan, Mlp.SEED);
    AveragingPlan averaging =
        Mlp.averaging(
            model, new Averaging(way.outer(), OptimizerStatePolicy.AVERAGE, way.wire()), count);
    Phase phase =
        new Phase(
            () -> new NetworkReplica(plan, Mlp.SEED), model.layout(), averaging, model.weights());
    try (ShardedExamples shards = sharded(spark, plan, train, count);
        ShardedExamples held = sharded(spark, plan, test, count);
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
              SegmentLength.DEFAULT,
              RetryPolicy.DEFAULT,
              CheckpointSchedule.every(Duration.ofDays(1)));
      var trained =
          new TrainingRun(run(shards, averaging, way), policy, ports)
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
      JavaSparkContext spark, NetworkPlan plan, Images images, int count) {
    List<byte[]> packed = images.packed(Mlp.layout(plan), images.labels().size());
    return ShardedExamples.of(spark.parallelize(packed, 8), Mlp.layout(plan), Mlp.SEED, count);
  }

  /** Counts what the tasks of {@code master} send each other, its plain rounds included. */
  private static RunListener counting(AtomicLong sent) {
    return event -> {
      if (event instanceof RunEvent.RoundDone round) {
        sent.addAndGet(round.report().bytesSent());
      }
    };
  }

  private RunPlan run(ShardedExamples shards, AveragingPlan averaging, Way way) {
    int count = averaging.replicas();
    return new RunPlan(
        Mlp.SEED,
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
