package dev.barycenter.driver.spark;

import dev.barycenter.worker.data.ExampleOrder;
import org.apache.spark.Partitioner;

/** Divides examples into blocks by the first bits of their hash. */
final class OrderPartitioner extends Partitioner {
  /** The number of blocks, a power of two. */
  static final int BLOCKS = 16;

  private static final long serialVersionUID = 1;

  @Override
  public int numPartitions() {
    return BLOCKS;
  }

  @Override
  public int getPartition(Object order) {
    return (int) Long.remainderUnsigned(((ExampleOrder) order).high() >>> 32, BLOCKS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrderPartitioner;
  }

  @Override
  public int hashCode() {
    return BLOCKS;
  }
}
