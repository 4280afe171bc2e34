package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.Features;
import dev.barycenter.worker.data.Shard;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * A data set as shards: cut and ordered by the hash of the examples' bytes and the seed, whatever
 * files, partitions and executors it comes from.
 *
 * <p>One pass counts the examples by ranges of their hash, one shuffle brings them to the tasks
 * that host them, where they are packed and cached: in memory, or in files where a quarter of the
 * executor's heap does not hold them. For another number of tasks the examples are shuffled again.
 * Used by one thread.
 */
public final class ShardedExamples implements AutoCloseable {

  private final IntFunction<JavaRDD<Shard>> source;
  private final ExampleLayout layout;
  private final int shards;
  private final long examples;
  private final String digest;
  private final Runnable end;
  private @Nullable JavaRDD<Shard> cached;

  private ShardedExamples(
      IntFunction<JavaRDD<Shard>> source,
      ExampleLayout layout,
      int shards,
      long examples,
      String digest,
      Runnable end) {
    this.source = source;
    this.layout = layout;
    this.shards = shards;
    this.examples = examples;
    this.digest = digest;
    this.end = end;
  }

  /**
   * Counts the examples of a data set.
   *
   * @param packed the examples as {@link ExampleLayout#pack} packs them, in any order; read again
   *     whenever executors are lost, so persist what is dear to compute
   * @param seed of the run
   * @param shards one for each replica
   * @throws IllegalArgumentException when there are fewer examples than shards
   * @throws dev.barycenter.driver.TrainingFailedException when Spark is set to use Kryo
   */
  public static ShardedExamples of(
      JavaRDD<byte[]> packed, ExampleLayout layout, long seed, int shards) {
    SparkDefaults.check(packed.context().getConf());
    Census census =
        packed
            .mapPartitions(examples -> List.of(Census.of(examples, seed)).iterator())
            .treeReduce(Census::plus);
    HashBuckets buckets = new HashBuckets(census.counts(), shards);
    if (buckets.examples() < shards) {
      throw new IllegalArgumentException(
          "%d examples for %d replicas; every replica needs at least one. Lower replicas or check the filter and the split of the data."
              .formatted(buckets.examples(), shards));
    }
    Broadcast<HashBuckets> sent =
        JavaSparkContext.fromSparkContext(packed.context()).broadcast(buckets);
    ShuffledShards source = new ShuffledShards(packed, layout, seed, shards, sent);
    return new ShardedExamples(
        source::on, layout, shards, buckets.examples(), census.digest().toString(), sent::destroy);
  }

  /**
   * Returns what is made of these examples, in the same shards and order, and cached as they are.
   * It reads these examples, which are closed after it.
   *
   * @param weights of what makes it
   */
  public ShardedExamples through(JavaSparkContext spark, Features features, FloatVector weights) {
    Broadcast<Maker> sent = spark.broadcast(new Maker(features, weights));
    return new ShardedExamples(
        tasks -> on(tasks).mapPartitions(block -> made(block, sent, tasks), true),
        features.layout(),
        shards,
        examples,
        digest,
        sent::destroy);
  }

  /** What makes other examples; too large to travel with every task. */
  private record Maker(Features features, FloatVector weights) implements Serializable {}

  private static Iterator<Shard> made(Iterator<Shard> block, Broadcast<Maker> sent, int tasks) {
    Maker maker = sent.value();
    List<Shard> given = new ArrayList<>();
    block.forEachRemaining(given::add);
    long memory = ExecutorSpace.bytes(tasks) / Math.max(1, given.size());
    Path directory = ExecutorSpace.directory();
    List<Shard> made = new ArrayList<>();
    for (Shard shard : given) {
      made.add(
          Shard.pack(
              maker.features.layout(),
              maker.features.of(shard, maker.weights.array()),
              memory,
              directory));
      shard.close();
    }
    return made.iterator();
  }

  /** Returns the columns of the examples. */
  public ExampleLayout layout() {
    return layout;
  }

  /** Returns the number of examples in all shards. */
  public long examples() {
    return examples;
  }

  /**
   * Returns the digest of the examples that were given, as 64 hexadecimal digits: the same for the
   * same examples in any order.
   */
  public String digest() {
    return digest;
  }

  /** Returns the number of shards. */
  public int shards() {
    return shards;
  }

  /**
   * Returns the shards in {@code tasks} partitions, each a block in order; cached when first read.
   */
  JavaRDD<Shard> on(int tasks) {
    JavaRDD<Shard> current = cached;
    if (current != null && current.getNumPartitions() == tasks) {
      return current;
    }
    forget();
    current = source.apply(tasks).persist(StorageLevel.MEMORY_AND_DISK()).setName("shards");
    cached = current;
    return current;
  }

  private void forget() {
    if (cached != null) {
      cached.unpersist(false);
      cached = null;
    }
  }

  /** Lets the executors forget the shards. */
  @Override
  public void close() {
    forget();
    end.run();
  }
}
