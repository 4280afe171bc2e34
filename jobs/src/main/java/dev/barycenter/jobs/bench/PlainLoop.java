package dev.barycenter.jobs.bench;

import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.network.NetworkReplica;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Training without averaging, in the same tasks and by the same steps as the replicas.
 *
 * @param shard the examples, passed again and again
 * @param batchSize the examples of a step
 * @param seconds how long
 */
record PlainLoop(Broadcast<Shard> shard, int batchSize, double seconds) implements Serializable {
  /** A network of its own for each slot, made once in a JVM. */
  private static final Map<Integer, Beginner> NETWORKS = new HashMap<>();

  /** A network that can begin anew. */
  private record Beginner(NetworkReplica network, FloatVector weights) {

    static Beginner create() {
      NetworkReplica network = new NetworkReplica(Mlp.plan(), Mlp.SEED);
      float[] weights = new float[network.weights().capacity()];
      network.weights().get(0, weights);
      return new Beginner(network, FloatVector.of(weights));
    }

    NetworkReplica begin() {
      network.weights().put(0, weights.array());
      network.optimizerState().put(0, new float[network.optimizerState().capacity()]);
      network.optimizerSteps(0);
      return network;
    }
  }

  /** Returns the examples per second of {@code loops} loops at once, all together. */
  double run(JavaSparkContext spark, int loops) {
    PlainLoop loop = this;
    List<Integer> numbers = IntStream.range(0, loops).boxed().toList();
    return spark.parallelize(numbers, loops).map(loop::examplesPerSecond).reduce(Double::sum);
  }

  private static synchronized Beginner network(int number) {
    return NETWORKS.computeIfAbsent(number, n -> Beginner.create());
  }

  private double examplesPerSecond(int number) {
    NetworkReplica network = network(number).begin();
    Shard examples = shard.value();
    Minibatch batch = new Minibatch(examples.layout(), batchSize);
    EpochOrder order = new EpochOrder(Mlp.SEED, 0, number, examples.examples());
    int steps = examples.examples() / batchSize;
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    long seen = 0;
    for (int i = 0; System.nanoTime() < end; i = (i + 1) % steps) {
      batch.read(examples, order, i * batchSize, (i + 1) * batchSize);
      network.train(batch, new LocalStep(Mlp.SEED, 0, number, i, network.optimizerSteps()));
      seen += batchSize;
    }
    return seen * 1e9 / (System.nanoTime() - begin);
  }
}
