package dev.barycenter.driver.spark;

import dev.barycenter.worker.data.ExampleOrder;
import java.io.Serializable;

/**
 * How many examples have hashes in each of {@value #COUNT} equal ranges: enough to know, without
 * sorting anything, which shards an example can belong to.
 */
final class HashBuckets implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int BITS = 14;
  static final int COUNT = 1 << BITS;

  private final int shards;
  private final long[] firstRank;

  /** Creates the buckets, given how many examples each holds. */
  HashBuckets(long[] counts, int shards) {
    this.shards = shards;
    firstRank = new long[COUNT + 1];
    for (int bucket = 0; bucket < COUNT; bucket++) {
      firstRank[bucket + 1] = firstRank[bucket] + counts[bucket];
    }
  }

  /** Returns the bucket of a hash; buckets are in the order of hashes. */
  static int bucket(ExampleOrder order) {
    return (int) (order.high() >>> (Long.SIZE - BITS));
  }

  long examples() {
    return firstRank[COUNT];
  }

  /** Returns the first shard that takes examples of a bucket. */
  int firstShard(int bucket) {
    return ExampleOrder.shard(firstRank[bucket], shards, examples());
  }

  /** Returns the last shard that takes examples of a bucket that is not empty. */
  int lastShard(int bucket) {
    return ExampleOrder.shard(firstRank[bucket + 1] - 1, shards, examples());
  }

  /** Returns the number of examples of a shard. */
  long size(int shard) {
    return ExampleOrder.firstRank(shard + 1, shards, examples())
        - ExampleOrder.firstRank(shard, shards, examples());
  }

  /**
   * Returns how many examples of the first bucket of a shard belong to shards before it. A bucket
   * goes to every shard that it touches; each takes its own part of it.
   */
  long skip(int shard) {
    long first = ExampleOrder.firstRank(shard, shards, examples());
    int bucket = java.util.Arrays.binarySearch(firstRank, first);
    // Of empty buckets with equal ranks any will do; between two ranks it is the lower one.
    return bucket >= 0 ? 0 : first - firstRank[-bucket - 2];
  }
}
