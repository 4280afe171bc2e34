package dev.barycenter.worker.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.ObjectiveReader;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.InMemoryExchange;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import dev.barycenter.worker.segment.SegmentResult;
import dev.barycenter.worker.segment.SegmentTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A compiled network of one input and one output called {@code y}, and a driver's loop over its
 * segments, without Spark.
 *
 * @param plan of the network
 * @param inputs the numbers of an example
 * @param outputs the numbers of a target
 */
record SmallNetwork(NetworkPlan plan, int inputs, int outputs) {
  static final long SEED = 42;
  static final int BATCH = 8;

  /** Creates a network from its layers, as a spec has them. */
  static SmallNetwork of(
      int inputs, String layers, Class<? extends Optimizer> optimizer, Map<String, ?> arguments) {
    String spec = "model:\n  input: [%d]\n  layers:\n%s".formatted(inputs, layers.indent(4));
    var model = SpecFile.parse("model.yaml", spec).model();
    NetworkPlan plan =
        new NetworkPlan(model, objective(), Optimizer.FAMILY.create(optimizer, arguments));
    int outputs = Math.toIntExact(model.shape(model.outputs().get(0).tensor()).size());
    return new SmallNetwork(plan, inputs, outputs);
  }

  private static Map<String, Objective> objective() {
    try {
      Problems problems = new Problems();
      ObjectMapper json = new ObjectMapper();
      Map<String, Objective> read =
          new ObjectiveReader(
                  List.of("y"), json.readTree("{\"loss\": \"mean_squared_error\"}"), "", problems)
              .read();
      problems.throwIfAny();
      return read;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  NetworkReplica replica() {
    return new NetworkReplica(plan, SEED);
  }

  ExampleLayout layout() {
    return new ExampleLayout(
        List.of(
            new Column(Column.Role.INPUT, "input", Column.Storage.FLOAT32, List.of(inputs)),
            new Column(Column.Role.TARGET, "y", Column.Storage.FLOAT32, List.of(outputs))));
  }

  /** Returns examples that a seed makes up: each its input and its target. */
  List<List<float[]>> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<float[]>> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      examples.add(List.of(numbers(random, inputs), numbers(random, outputs)));
    }
    return examples;
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  Shard shard(List<List<float[]>> examples) {
    return MemoryShard.of(layout(), examples.stream().map(layout()::pack).iterator());
  }

  AveragingPlan averaging(Averaging averaging, int replicas) {
    try (NetworkReplica network = replica()) {
      return new AveragingPlan(
          network.layout(), network.optimizerState().capacity(), averaging, replicas);
    }
  }

  /** Returns the model before the first round. */
  SegmentOutcome start(AveragingPlan averaging) {
    try (NetworkReplica network = replica()) {
      return new SegmentOutcome(
          averaging.initial(network.weights()), List.of(), Collections.emptySortedMap());
    }
  }

  SegmentPlan segment(AveragingPlan averaging, List<RoundPlan> rounds) {
    return new SegmentPlan(
        SEED, averaging.replicas(), BATCH, averaging.averaging(), NonFinitePolicy.STOP, rounds);
  }

  /** Runs one segment on so many tasks, each a thread with a network of its own. */
  SegmentOutcome segment(
      SegmentOutcome from,
      AveragingPlan averaging,
      List<RoundPlan> rounds,
      List<Shard> shards,
      int tasks) {
    SegmentPlan plan = segment(averaging, rounds);
    List<CompletableFuture<SegmentResult>> running =
        InMemoryExchange.group(tasks, Duration.ofSeconds(20)).stream()
            .map(
                exchange ->
                    CompletableFuture.supplyAsync(
                        () -> run(plan, shards, from, exchange), task -> new Thread(task).start()))
            .toList();
    return SegmentOutcome.join(
        averaging, from.model(), running.stream().map(CompletableFuture::join).toList());
  }

  private SegmentResult run(
      SegmentPlan plan, List<Shard> shards, SegmentOutcome from, Exchange exchange) {
    try (NetworkReplica network = replica()) {
      return new SegmentTask(plan, network, shards::get, "host")
          .run(
              from.model(),
              replica -> from.kept().getOrDefault(replica, ReplicaState.NONE),
              exchange);
    } catch (ExchangeFailedException e) {
      throw new CompletionException(e);
    }
  }
}
