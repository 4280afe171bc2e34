package dev.barycenter.jobs.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;

/**
 * The bytes that the driver hands out as broadcasts, once each, and takes in as results of tasks.
 */
final class DriverTraffic extends SparkListener {
  private final JavaSparkContext spark;
  private final AtomicLong bytes = new AtomicLong();

  DriverTraffic(JavaSparkContext spark) {
    this.spark = spark;
    spark.sc().addSparkListener(this);
  }

  /** Returns the bytes since the last call. */
  long take() {
    try {
      spark.sc().listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Spark's events do not come to an end.", e);
    }
    return bytes.getAndSet(0);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.taskMetrics() != null) {
      bytes.addAndGet(task.taskMetrics().resultSize());
    }
  }

  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated update) {
    BlockUpdatedInfo block = update.blockUpdatedInfo();
    if (block.blockManagerId().isDriver()
        && block.blockId().isBroadcast()
        && block.blockId().name().contains("piece")
        && block.storageLevel().isValid()) {
      bytes.addAndGet(block.memSize() + block.diskSize());
    }
  }
}
