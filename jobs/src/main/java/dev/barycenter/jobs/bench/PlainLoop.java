package dev.barycenter.jobs.bench;

import dev.barycenter.worker.data.Shard;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Training without averaging from the start, in the same tasks and by the same steps as the
 * replicas.
 *
 * @param shard the examples, passed again and again
 * @param batchSize the examples of a step
 * @param seconds how long
 */
record PlainLoop(Broadcast<Shard> shard, int batchSize, double seconds) implements Serializable {
  /** Returns the examples per second of {@code loops} loops at once, all together. */
  double run(JavaSparkContext spark, int loops) {
    PlainLoop loop = this;
    List<Integer> numbers = IntStream.range(0, loops).boxed().toList();
    return spark.parallelize(numbers, loops).map(loop::examplesPerSecond).reduce(Double::sum);
  }

  private double examplesPerSecond(int number) {
    ReplicaSteps training = new ReplicaSteps(Mlp.plan(), shard.value(), batchSize);
    training.step(); // makes what the others use
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    long seen = 0;
    while (System.nanoTime() < end) {
      training.step();
      seen += batchSize;
    }
    return seen * 1e9 / (System.nanoTime() - begin);
  }
}
