package dev.barycenter.driver.spark;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.Validation;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.Packing;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.ExampleOrder;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Minibatch;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Loss and metrics of a model on a data set, over the executors.
 *
 * <p>The examples stand in {@value OrderPartitioner#BLOCKS} blocks, ordered by the hash of their
 * bytes, and the counts of the blocks are added in order, so that the result has equal bits on any
 * cluster.
 */
public final class SparkEvaluation implements Validation, AutoCloseable {
  private final JavaSparkContext spark;
  private final ReplicaFactory factory;
  private final Phase phase;
  private final int batchSize;
  private final JavaRDD<MemoryShard> blocks;

  /**
   * Prepares an evaluation; the data are read when it first runs, and kept.
   *
   * @param packed the examples as {@link ExampleLayout#pack} packs them, in any order
   * @param phase the network; its frozen weights are sent along with each evaluation
   * @param batchSize the examples of a minibatch
   */
  public SparkEvaluation(
      JavaSparkContext spark,
      JavaRDD<byte[]> packed,
      ExampleLayout layout,
      Phase phase,
      int batchSize) {
    this.spark = spark;
    this.factory = phase.factory();
    this.phase = phase;
    this.batchSize = batchSize;
    blocks =
        packed
            .mapToPair(example -> new scala.Tuple2<>(ExampleOrder.of(0, example), example))
            .repartitionAndSortWithinPartitions(
                new OrderPartitioner(),
                (Comparator<ExampleOrder> & Serializable) ExampleOrder::compareTo)
            .mapPartitions(
                examples -> {
                  Iterator<byte[]> ordered = values(examples);
                  return List.of(MemoryShard.of(layout, ordered)).iterator();
                })
            .persist(StorageLevel.MEMORY_AND_DISK())
            .setName("evaluation");
  }

  private static Iterator<byte[]> values(Iterator<scala.Tuple2<ExampleOrder, byte[]>> pairs) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public byte[] next() {
        return pairs.next()._2();
      }
    };
  }

  @Override
  public Tally evaluate(ModelState model) throws SegmentFailedException {
    FloatBuffer all = FloatBuffer.allocate(phase.layout().size());
    all.put(phase.weights().duplicate()).flip();
    new Packing(phase.layout()).unpack(model.weights(), all);
    Broadcast<float[]> weights = spark.broadcast(all.array());
    ReplicaFactory make = factory;
    int batch = batchSize;
    try {
      List<Tally> tallies =
          blocks
              .coalesce(Math.max(1, Math.min(OrderPartitioner.BLOCKS, spark.defaultParallelism())))
              .mapPartitions(shards -> evaluate(make, weights.value(), batch, shards))
              .collect();
      return tallies.stream().reduce(Tally.NONE, Tally::plus);
    } catch (Exception e) {
      if (e instanceof SparkException) {
        throw new SegmentFailedException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    } finally {
      weights.destroy();
    }
  }

  private static Iterator<Tally> evaluate(
      ReplicaFactory factory, float[] weights, int batchSize, Iterator<MemoryShard> shards) {
    List<Tally> tallies = new java.util.ArrayList<>();
    try (Replica replica = factory.create()) {
      replica.weights().duplicate().put(weights);
      while (shards.hasNext()) {
        tallies.add(evaluate(replica, shards.next(), batchSize));
      }
    }
    return tallies.iterator();
  }

  private static Tally evaluate(Replica replica, MemoryShard shard, int batchSize) {
    Tally tally = Tally.NONE;
    Minibatch batch = new Minibatch(shard.layout(), batchSize);
    for (int from = 0; from < shard.examples(); from += batchSize) {
      batch.read(shard, from, Math.min(shard.examples(), from + batchSize));
      tally = tally.plus(replica.evaluate(batch));
    }
    return tally;
  }

  /** Lets the executors forget the data. */
  @Override
  public void close() {
    blocks.unpersist(false);
  }
}
