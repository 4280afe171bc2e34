package dev.barycenter.jobs.bench;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.SparseCategoricalCrossentropy;
import dev.barycenter.graph.training.optimizer.Adam;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.MinibatchReader;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The local steps of a replica, as a task takes them: minibatches from a shard, then the step. */
final class ReplicaSteps implements Steps {
  private final NetworkReplica replica;
  private final MinibatchReader reader;
  private Tally tally = Tally.NONE;
  private int steps;

  /** Prepares the training of a model on the examples of a shard, over and over. */
  ReplicaSteps(Model model, ComputeType type, Shard shard, int batch) {
    this(plan(model, type), shard, batch);
  }

  /** Prepares the training of a plan on the examples of a shard, over and over. */
  ReplicaSteps(NetworkPlan plan, Shard shard, int batch) {
    replica = new NetworkReplica(plan, 1);
    int perEpoch = shard.examples() / batch;
    Stream<MinibatchReader.Span> spans =
        Stream.iterate(0, i -> i + 1)
            .map(
                i -> {
                  EpochOrder order = new EpochOrder(1, i / perEpoch, 0, shard.examples());
                  int from = i % perEpoch * batch;
                  return new MinibatchReader.Span(shard, order, from, from + batch);
                });
    reader = new MinibatchReader(shard.layout(), batch, spans.iterator(), !shard.inMemory());
  }

  private static NetworkPlan plan(Model model, ComputeType type) {
    Loss loss = Loss.FAMILY.create(SparseCategoricalCrossentropy.class, Map.of());
    Optimizer adam = Optimizer.FAMILY.create(Adam.class, Map.of());
    String output = model.outputs().get(0).name();
    Objective objective = new Objective(loss, 1, List.of(), List.of(), new TreeMap<>());
    return new NetworkPlan(model, Map.of(output, objective), adam, type);
  }

  @Override
  public void step() {
    tally = tally.plus(replica.train(reader.next(), new LocalStep(1, 0, 0, steps, steps)));
    steps++;
  }

  /** Returns the mean loss of the steps since it was asked for last. */
  double meanLoss() {
    double loss = tally.meanLoss();
    tally = Tally.NONE;
    return loss;
  }
}
