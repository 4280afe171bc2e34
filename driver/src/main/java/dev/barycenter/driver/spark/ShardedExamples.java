package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.Range;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.ExampleOrder;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.segment.TaskReplicas;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

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

  private final JavaRDD<byte[]> packed;
  private final ExampleLayout layout;
  private final long seed;
  private final int shards;
  private final HashBuckets buckets;
  private @Nullable JavaRDD<Shard> cached;

  private ShardedExamples(
      JavaRDD<byte[]> packed, ExampleLayout layout, long seed, int shards, HashBuckets buckets) {
    this.packed = packed;
    this.layout = layout;
    this.seed = seed;
    this.shards = shards;
    this.buckets = buckets;
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
    long[] counts =
        packed
            .mapPartitions(examples -> List.of(count(examples, seed)).iterator())
            .treeReduce(ShardedExamples::add);
    HashBuckets buckets = new HashBuckets(counts, shards);
    if (buckets.examples() < shards) {
      throw new IllegalArgumentException(
          "%d examples for %d replicas; every replica needs at least one. Lower replicas or check the filter and the split of the data."
              .formatted(buckets.examples(), shards));
    }
    return new ShardedExamples(packed, layout, seed, shards, buckets);
  }

  private static long[] count(Iterator<byte[]> examples, long seed) {
    long[] counts = new long[HashBuckets.COUNT];
    while (examples.hasNext()) {
      counts[HashBuckets.bucket(ExampleOrder.of(seed, examples.next()))]++;
    }
    return counts;
  }

  private static long[] add(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += b[i];
    }
    return a;
  }

  /** Returns the number of examples in all shards. */
  public long examples() {
    return buckets.examples();
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
    close();
    current = shuffle(tasks).persist(StorageLevel.MEMORY_AND_DISK()).setName("shards");
    cached = current;
    return current;
  }

  private JavaRDD<Shard> shuffle(int tasks) {
    // Locals: a lambda that names a field would ship this object.
    HashBuckets known = buckets;
    long runSeed = seed;
    BlockPacking packing = new BlockPacking(layout, known, shards, tasks);
    return packed
        .flatMapToPair(example -> keyed(example, runSeed, known))
        .repartitionAndSortWithinPartitions(
            new BlockPartitioner(shards, tasks),
            (Comparator<ShardKey> & Serializable) ShardKey::compareTo)
        .mapPartitionsWithIndex(packing::pack, true);
  }

  /** An example of a bucket on the border of shards goes to each of them. */
  private static Iterator<Tuple2<ShardKey, byte[]>> keyed(
      byte[] example, long seed, HashBuckets buckets) {
    ExampleOrder order = ExampleOrder.of(seed, example);
    int bucket = HashBuckets.bucket(order);
    return IntStream.rangeClosed(buckets.firstShard(bucket), buckets.lastShard(bucket))
        .mapToObj(shard -> new Tuple2<>(new ShardKey(shard, order), example))
        .iterator();
  }

  /** Packs the sorted examples of one task into the shards of its block. */
  private record BlockPacking(ExampleLayout layout, HashBuckets buckets, int shards, int tasks)
      implements Serializable {

    Iterator<Shard> pack(int task, Iterator<Tuple2<ShardKey, byte[]>> sorted) {
      Range block = TaskReplicas.block(shards, task, tasks);
      List<Shard> packed = new ArrayList<>();
      SortedExamples examples = new SortedExamples(sorted);
      long memory = ExecutorSpace.bytes(tasks) / block.length();
      Path directory = ExecutorSpace.directory();
      for (int shard = block.from(); shard < block.to(); shard++) {
        packed.add(
            Shard.pack(
                layout,
                examples.of(shard, buckets.skip(shard), buckets.size(shard)),
                memory,
                directory));
      }
      return packed.iterator();
    }
  }

  /** Lets the executors forget the shards. */
  @Override
  public void close() {
    if (cached != null) {
      cached.unpersist(false);
      cached = null;
    }
  }
}
