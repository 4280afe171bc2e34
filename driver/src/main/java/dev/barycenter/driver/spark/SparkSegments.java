package dev.barycenter.driver.spark;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.Segments;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.Validation;
import dev.barycenter.driver.exchange.AddressBook;
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
import org.apache.spark.util.CollectionAccumulator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Segments as Spark jobs.
 *
 * <p>A segment of several rounds is a barrier stage whose tasks exchange slices with each other;
 * one of a single round is a plain stage whose updates are averaged here, with the same code. The
 * replicas are spread over the slots there are at the segment's start. Used by one thread.
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
  private final Broadcast<FrozenWeights> frozen;
  private final SparkJob job = new SparkJob();
  private int tasks;
  private int loaded;
  private AddressBook book = AddressBook.EMPTY;

  /** Begins a phase: sends its frozen weights out. */
  public SparkSegments(
      JavaSparkContext spark, ShardedExamples shards, Phase phase, SparkPolicy policy) {
    this.spark = spark;
    this.shards = shards;
    this.phase = phase;
    this.policy = policy;
    this.asking = TrainingTasks.of(spark.sc(), phase.device().choice());
    this.slots = new Slots(spark.sc(), asking);
    this.frozen = spark.broadcast(FrozenWeights.of(phase.layout(), phase.weights()));
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
    Broadcast<SegmentStart> from = spark.broadcast(SegmentStart.of(start, kept));
    TaskWork work = new TaskWork(plan, number, phase.factory(), frozen, from, phase.device());
    try {
      return plain ? plain(work, start) : exchanged(work, start);
    } catch (SegmentFailedException e) {
      loaded = 0;
      book = AddressBook.EMPTY;
      throw e;
    } finally {
      from.destroy();
      spark.clearJobGroup();
    }
  }

  private static String describe(SegmentPlan plan) {
    return "rounds %d to %d"
        .formatted(
            plan.rounds().get(0).start().round(),
            plan.rounds().get(plan.rounds().size() - 1).start().round());
  }

  private SegmentOutcome exchanged(TaskWork work, ModelState start) throws SegmentFailedException {
    JavaRDD<Shard> blocks = shards.on(tasks);
    if (loaded != tasks) {
      // Shuffles have no place in a barrier stage, whose tasks start together or not at all.
      SparkJob.collect(asking.of(blocks.map(Shard::examples)), policy.segmentDeadline());
      loaded = tasks;
    }
    CollectionAccumulator<String> failures = spark.sc().collectionAccumulator();
    BarrierTask task =
        new BarrierTask(work, NUMBERS.incrementAndGet(), book, policy.exchangeDeadline(), failures);
    ClassTag<BarrierTask.Answer> tag = ClassTag$.MODULE$.apply(BarrierTask.Answer.class);
    JavaRDD<BarrierTask.Answer> stage =
        blocks.rdd().barrier().mapPartitions(task, false, tag).toJavaRDD();
    List<BarrierTask.Answer> answers =
        SparkJob.collect(asking.of(stage), policy.segmentDeadline(), failures::value);
    book = book.with(answers.get(0).book());
    List<SegmentResult> results =
        job.results(answers.stream().map(BarrierTask.Answer::answer).toList());
    return SegmentOutcome.join(phase.averaging(), start, results);
  }

  private SegmentOutcome plain(TaskWork work, ModelState start) throws SegmentFailedException {
    int count = tasks;
    JavaRDD<TaskAnswer<RoundUpdate>> stage =
        shards
            .on(tasks)
            .mapPartitionsWithIndex(
                (Integer task, Iterator<Shard> block) ->
                    List.of(work.update(listOf(block), task, count)).iterator(),
                false);
    List<RoundUpdate> updates =
        job.results(SparkJob.collect(asking.of(stage), policy.segmentDeadline()));
    return SegmentOutcome.combine(phase.averaging(), start, updates);
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
          new EvaluationWork(
              number, phase.factory(), frozen, spark.broadcast(model), batchSize, phase.device());
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

  /** Ends the phase: the executors forget its frozen weights. */
  @Override
  public void close() {
    frozen.destroy();
  }
}
