package dev.barycenter.driver.spark;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/** How much of an executor the shards may take, and where the rest of them goes. */
final class ExecutorSpace {

  /** The rest of the heap is Spark's, the network's and the training's. */
  private static final int PART_OF_HEAP = 4;

  private ExecutorSpace() {}

  /**
   * Returns the bytes of shards that a task may keep in memory, given the tasks of all executors.
   */
  static long bytes(int tasks) {
    int here = isLocal() ? tasks : SparkEnv.get().conf().getInt("spark.executor.cores", 1);
    return Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Math.max(1, here);
  }

  /** Returns whether this executor is the driver's process: a local master. */
  static boolean isLocal() {
    return "driver".equals(SparkEnv.get().executorId());
  }

  /**
   * Returns a directory on a disk that Spark was given for such files; it goes with the executor.
   */
  static Path directory() {
    return SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
  }
}
