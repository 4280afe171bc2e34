package dev.barycenter.driver.spark;

import dev.barycenter.worker.data.ExampleOrder;
import java.io.Serializable;

/**
 * Where an example goes: its shard, and its place among the examples of the shard.
 *
 * @param shard the shard
 * @param order compared within a shard
 */
record ShardKey(int shard, ExampleOrder order) implements Comparable<ShardKey>, Serializable {

  @Override
  public int compareTo(ShardKey other) {
    int shards = Integer.compare(shard, other.shard);
    return shards != 0 ? shards : order.compareTo(other.order);
  }
}
