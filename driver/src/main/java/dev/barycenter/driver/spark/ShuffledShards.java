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
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Shards cut out of a data set by the hash of its examples' bytes: one shuffle brings them to the
 * tasks that host them, where they are packed.
 *
 * @param packed the examples, in any order
 * @param seed of the run
 * @param shards one for each replica
 * @param buckets how many examples there are by ranges of their hash; too large to travel with
 *     every task
 */
record ShuffledShards(
    JavaRDD<byte[]> packed,
    ExampleLayout layout,
    long seed,
    int shards,
    Broadcast<HashBuckets> buckets) {

  /** Returns the shards in {@code tasks} partitions, each a block in order. */
  JavaRDD<Shard> on(int tasks) {
    // Locals: a lambda that names a field would ship this object.
    Broadcast<HashBuckets> known = buckets;
    long runSeed = seed;
    BlockPacking packing = new BlockPacking(layout, known, shards, tasks);
    return packed
        .flatMapToPair(example -> keyed(example, runSeed, known.value()))
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
  private record BlockPacking(
      ExampleLayout layout, Broadcast<HashBuckets> sent, int shards, int tasks)
      implements Serializable {

    Iterator<Shard> pack(int task, Iterator<Tuple2<ShardKey, byte[]>> sorted) {
      HashBuckets buckets = sent.value();
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
}
