package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.Range;
import dev.barycenter.worker.segment.TaskReplicas;
import java.util.Arrays;
import org.apache.spark.Partitioner;

/** Sends each shard to the task whose block it is in. */
final class BlockPartitioner extends Partitioner {

  private static final long serialVersionUID = 1;

  private final int tasks;
  private final int[] taskOfShard;

  BlockPartitioner(int shards, int tasks) {
    this.tasks = tasks;
    taskOfShard = new int[shards];
    for (int task = 0; task < tasks; task++) {
      Range block = TaskReplicas.block(shards, task, tasks);
      Arrays.fill(taskOfShard, block.from(), block.to(), task);
    }
  }

  @Override
  public int numPartitions() {
    return tasks;
  }

  @Override
  public int getPartition(Object key) {
    return taskOfShard[((ShardKey) key).shard()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockPartitioner that
        && tasks == that.tasks
        && Arrays.equals(taskOfShard, that.taskOfShard);
  }

  @Override
  public int hashCode() {
    return 31 * tasks + Arrays.hashCode(taskOfShard);
  }
}
