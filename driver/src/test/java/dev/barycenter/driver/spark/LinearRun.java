package dev.barycenter.driver.spark;

import dev.barycenter.driver.CheckpointSchedule;
import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.driver.Metrics;
import dev.barycenter.driver.RetryPolicy;
import dev.barycenter.driver.RunOutcome;
import dev.barycenter.driver.RunPlan;
import dev.barycenter.driver.RunPolicy;
import dev.barycenter.driver.RunPorts;
import dev.barycenter.driver.SegmentLength;
import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.TrainingRun;
import dev.barycenter.driver.checkpoint.RunIdentity;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.RoundPlan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A small regression with all that makes bits differ: dropout, Adam, Nesterov, running means.
 *
 * @param examples of the training data
 * @param localSteps of a round
 * @param factory makes its model
 */
record LinearRun(
    int examples,
    int localSteps,
    int segmentRounds,
    int epochs,
    ReplicaFactory factory,
    SparkPolicy waits,
    DeviceBinding device) {

  static final int REPLICAS = 5;
  private static final long SEED = 42;
  private static final int BATCH = 4;
  private static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(
              new Column(Role.INPUT, "x", Storage.FLOAT32, List.of(6)),
              new Column(Role.TARGET, "y", Storage.FLOAT32, List.of())));
  private static final Averaging NESTEROV =
      new Averaging(OuterStep.nesterov(0.7, 0.9), OptimizerStatePolicy.AVERAGE, WireFormat.FLOAT32);

  private static final SparkPolicy WAITS = within(Duration.ofSeconds(20));

  static LinearRun ofSegments(int rounds) {
    return new LinearRun(203, 2, rounds, 3, LinearRun::model, WAITS, DeviceBinding.AUTO);
  }

  /** Segments of half a second at least, one for each epoch: to be broken in their middle. */
  static LinearRun ofLongSegments(int epochs) {
    return new LinearRun(
        20_003, 4, 100_000, epochs, TamperedModel::slow, WAITS, DeviceBinding.AUTO);
  }

  LinearRun on(DeviceBinding device) {
    return new LinearRun(examples, localSteps, segmentRounds, epochs, factory, waits, device);
  }

  LinearRun on(ReplicaFactory factory) {
    return new LinearRun(examples, localSteps, segmentRounds, epochs, factory, waits, device);
  }

  LinearRun waiting(SparkPolicy waits) {
    return new LinearRun(examples, localSteps, segmentRounds, epochs, factory, waits, device);
  }

  static LinearModel model() {
    return new LinearModel(6, true, 0.2f);
  }

  /** Returns how long a run waits for what, given the deadline of an exchange. */
  static SparkPolicy within(Duration exchangeDeadline) {
    return new SparkPolicy(
        exchangeDeadline, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(60));
  }

  static RunIdentity identity() {
    return new RunIdentity("linear", SEED, REPLICAS);
  }

  /** The partitions of the data differ from test to test; the result must not. */
  RunOutcome on(
      JavaSparkContext spark, int partitions, Checkpoints checkpoints, RunListener listener) {
    return on(spark, partitions, checkpoints, listener, new StopRequest());
  }

  RunOutcome on(
      JavaSparkContext spark,
      int partitions,
      Checkpoints checkpoints,
      RunListener listener,
      StopRequest stop) {
    try (ShardedExamples shards =
        ShardedExamples.of(spark.parallelize(made(examples), partitions), LAYOUT, SEED, REPLICAS)) {
      Replica model = factory.create();
      AveragingPlan plan =
          new AveragingPlan(model.layout(), model.optimizerState().capacity(), NESTEROV, REPLICAS);
      Phase phase = new Phase(factory, model.layout(), plan, model.weights(), device);
      try (SparkSegments segments = new SparkSegments(spark, shards, phase, waits);
          ShardedExamples held = held(spark, partitions)) {
        RunPorts ports =
            new RunPorts(
                segments,
                segments.validation(held, 10),
                Metrics.LOSS,
                checkpoints,
                listener,
                stop,
                InstantSource.system());
        return new TrainingRun(plan(shards), runPolicy(), ports)
            .resume(plan.initial(model.weights()));
      }
    }
  }

  private static ShardedExamples held(JavaSparkContext spark, int partitions) {
    JavaRDD<byte[]> examples = spark.parallelize(made(303).subList(203, 303), partitions);
    return ShardedExamples.of(examples, LAYOUT, SEED, REPLICAS);
  }

  private RunPolicy runPolicy() {
    return new RunPolicy(
        SegmentLength.rounds(segmentRounds),
        new RetryPolicy(20, Duration.ofMinutes(5)),
        CheckpointSchedule.every(Duration.ZERO));
  }

  private RunPlan plan(ShardedExamples shards) {
    return new RunPlan(
        SEED,
        REPLICAS,
        BATCH,
        RoundPlan.stepsPerEpoch(shards.examples(), REPLICAS, BATCH),
        epochs,
        NESTEROV,
        NonFinitePolicy.STOP,
        new LocalSteps.Fixed(localSteps),
        null);
  }

  private static List<byte[]> made(int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<byte[]> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      float[] x = new float[6];
      float y = 0.5f;
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian() + i;
        y += (i - 2) * x[i] / 10;
      }
      examples.add(LAYOUT.pack(List.of(x, new float[] {y})));
    }
    return examples;
  }
}
