package dev.barycenter.driver.spark;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.Segments;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.Validation;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.segment.RoundUpdate;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import dev.barycenter.worker.segment.SegmentResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * Segments as Spark jobs.
 *
 * <p>A segment of several rounds is a barrier stage whose tasks exchange slices with each other;
 * one of a single round is a plain stage whose updates are averaged here, with the same code. The
 * replicas are spread over the slots there are at the segment's start. What a segment starts from
 * is sent to its tasks, unless they themselves ended the segment before with it. Used by one
 * thread.
 */
public final class SparkSegments implements Segments, AutoCloseable {

  /**
   * Never used twice in an application, so that no message of an old run is taken for a new one.
   */
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final JavaSparkContext spark;
  private final ShardedExamples shards;
  private final Phase phase;
  private final SparkPolicy policy;
  private final TrainingTasks asking;
  private final Slots slots;
  private final long number = NUMBERS.incrementAndGet();
  private final Broadcast<PhaseNetwork> network;
  private final SparkJob job = new SparkJob();
  private final BarrierStages stages;
  private int tasks;
  private @Nullable SegmentEnd last;

  /** Begins a phase: sends its network and frozen weights out. */
  public SparkSegments(
      JavaSparkContext spark, ShardedExamples shards, Phase phase, SparkPolicy policy) {
    this.spark = spark;
    this.shards = shards;
    this.phase = phase;
    this.policy = policy;
    this.asking = TrainingTasks.of(spark.sc(), phase.device().choice());
    this.slots = new Slots(spark.sc(), asking);
    this.stages = new BarrierStages(spark, shards, asking, slots, policy);
    this.network = spark.broadcast(PhaseNetwork.of(phase));
  }

  @Override
  public SegmentOutcome run(
      SegmentPlan plan, ModelState start, SortedMap<Integer, ReplicaState> kept)
      throws SegmentFailedException {
    boolean plain = plan.rounds().size() == 1;
    boolean dynamic = spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
    if (dynamic && !plain) {
      throw new TrainingFailedException(
          "A segment of %d rounds needs all its executors at once (a barrier stage), but spark.dynamicAllocation.enabled is true. Set segments of one round (run.segment.rounds: 1), or turn dynamic allocation off."
              .formatted(plan.rounds().size()));
    }
    tasks = dynamic ? plan.replicas() : slots.tasks(plan.replicas(), tasks, policy);
    spark.setJobGroup("barycenter", describe(plan), true);
    SegmentEnd before = last;
    last = null;
    try {
      return plain ? plain(plan, start, kept) : exchanged(plan, start, kept, before);
    } catch (SegmentFailedException e) {
      stages.forget();
      throw e;
    } finally {
      spark.clearJobGroup();
    }
  }

  private static String describe(SegmentPlan plan) {
    return "rounds %d to %d"
        .formatted(
            plan.rounds().get(0).start().round(),
            plan.rounds().get(plan.rounds().size() - 1).start().round());
  }

  private TaskWork work(SegmentPlan plan, TaskStart start) {
    return new TaskWork(plan, NUMBERS.incrementAndGet(), number, network, start, phase.device());
  }

  private interface Sending<T> {
    T with(TaskStart.Sent start) throws SegmentFailedException;
  }

  /** Does something with a start that is sent out before and forgotten after. */
  private <T> T sent(ModelState start, SortedMap<Integer, ReplicaState> kept, Sending<T> sending)
      throws SegmentFailedException {
    Broadcast<SegmentStart> sent = spark.broadcast(SegmentStart.of(start, kept));
    try {
      return sending.with(new TaskStart.Sent(sent));
    } finally {
      sent.destroy();
    }
  }

  private SegmentOutcome exchanged(
      SegmentPlan plan,
      ModelState start,
      SortedMap<Integer, ReplicaState> kept,
      @Nullable SegmentEnd before)
      throws SegmentFailedException {
    if (before != null && before.isStart(start, kept, tasks)) {
      TaskWork work = work(plan, new TaskStart.Left(before.run()));
      List<TaskAnswer<SegmentResult>> answers = stages.run(work, tasks);
      if (!SparkJob.forgotten(answers)) {
        return ended(work, start, answers);
      }
    }
    return sent(
        start,
        kept,
        from -> {
          TaskWork work = work(plan, from);
          return ended(work, start, stages.run(work, tasks));
        });
  }

  private SegmentOutcome ended(
      TaskWork work, ModelState start, List<TaskAnswer<SegmentResult>> answers)
      throws SegmentFailedException {
    SegmentOutcome outcome = SegmentOutcome.join(phase.averaging(), start, job.results(answers));
    last = new SegmentEnd(work.run(), tasks, outcome);
    return outcome;
  }

  private SegmentOutcome plain(
      SegmentPlan plan, ModelState start, SortedMap<Integer, ReplicaState> kept)
      throws SegmentFailedException {
    int count = tasks;
    return sent(
        start,
        kept,
        from -> {
          TaskWork work = work(plan, from);
          JavaRDD<TaskAnswer<RoundUpdate>> stage =
              shards
                  .on(count)
                  .mapPartitionsWithIndex(
                      (Integer task, Iterator<Shard> block) ->
                          List.of(work.update(listOf(block), task, count)).iterator(),
                      false);
          List<RoundUpdate> updates =
              job.results(SparkJob.collect(asking.of(stage), policy.segmentDeadline()));
          return SegmentOutcome.combine(phase.averaging(), start, updates);
        });
  }

  private static List<Shard> listOf(Iterator<Shard> block) {
    List<Shard> shards = new ArrayList<>();
    block.forEachRemaining(shards::add);
    return shards;
  }

  /**
   * Returns the judge of this phase's models on other data, spread over the executors.
   *
   * @param batchSize the examples that are evaluated at a time
   */
  public Validation validation(ShardedExamples examples, int batchSize) {
    return model -> {
      int slotsNow = slots.tasks(examples.shards(), 0, policy);
      EvaluationWork work =
          new EvaluationWork(number, network, spark.broadcast(model), batchSize, phase.device());
      try {
        JavaRDD<TaskAnswer<List<Tally>>> stage =
            examples
                .on(slotsNow)
                .mapPartitions(block -> List.of(work.evaluate(listOf(block))).iterator());
        // Added in order of shards, whatever the tasks were.
        return job.results(SparkJob.collect(asking.of(stage), policy.segmentDeadline())).stream()
            .flatMap(List::stream)
            .reduce(Tally.NONE, Tally::plus);
      } finally {
        work.model().destroy();
      }
    };
  }

  /** Ends the phase: the executors forget its network and frozen weights. */
  @Override
  public void close() {
    network.destroy();
  }
}
