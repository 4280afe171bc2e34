package dev.barycenter.driver.spark;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.exchange.AddressBook;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.segment.SegmentResult;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** The segments of several rounds as barrier stages, and what one stage knows for the next. */
final class BarrierStages {

  private final JavaSparkContext spark;
  private final ShardedExamples shards;
  private final TrainingTasks asking;
  private final Slots slots;
  private final SparkPolicy policy;
  private int loaded;
  private AddressBook book = AddressBook.EMPTY;

  BarrierStages(
      JavaSparkContext spark,
      ShardedExamples shards,
      TrainingTasks asking,
      Slots slots,
      SparkPolicy policy) {
    this.spark = spark;
    this.shards = shards;
    this.asking = asking;
    this.slots = slots;
    this.policy = policy;
  }

  /** Runs a segment in so many tasks and returns what they answer. */
  List<TaskAnswer<SegmentResult>> run(TaskWork work, int tasks) throws SegmentFailedException {
    JavaRDD<Shard> blocks = shards.on(tasks);
    if (loaded != tasks) {
      // Shuffles have no place in a barrier stage, whose tasks start together or not at all.
      SparkJob.collect(asking.of(blocks.map(Shard::examples)), policy.segmentDeadline());
      loaded = tasks;
    }
    CollectionAccumulator<String> failures = spark.sc().collectionAccumulator();
    BarrierTask task = new BarrierTask(work, book, policy.exchangeDeadline(), failures);
    ClassTag<BarrierTask.Answer> tag = ClassTag$.MODULE$.apply(BarrierTask.Answer.class);
    JavaRDD<BarrierTask.Answer> stage =
        blocks.rdd().barrier().mapPartitions(task, false, tag).toJavaRDD();
    LostSlots lost = new LostSlots(slots, tasks, policy.replacementWait());
    List<BarrierTask.Answer> answers =
        SparkJob.collect(
            asking.of(stage),
            policy.segmentDeadline(),
            () -> failures.isZero() ? lost.failures() : failures.value());
    book = book.with(answers.get(0).book());
    return answers.stream().map(BarrierTask.Answer::answer).toList();
  }

  /** Forgets what may have changed when a segment failed. */
  void forget() {
    loaded = 0;
    book = AddressBook.EMPTY;
  }
}
