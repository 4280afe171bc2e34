package dev.barycenter.worker.segment;

import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.ExampleOrder;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.InMemoryExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** A regression to train by rounds: data, shards and a driver's loop, without Spark. */
final class Regression {

  static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(
              new Column(Role.INPUT, "x", Storage.FLOAT32, List.of(6)),
              new Column(Role.TARGET, "y", Storage.FLOAT32, List.of())));

  final Averaging averaging;
  final int replicas;
  final int batchSize;
  final int localSteps;
  final boolean adam;
  final float dropout;
  final NonFinitePolicy nonFinite;
  final List<byte[]> examples;

  Regression(Averaging averaging, int replicas, int localSteps, boolean adam, float dropout) {
    this(averaging, replicas, 4, localSteps, adam, dropout, NonFinitePolicy.STOP, examples(203));
  }

  Regression(
      Averaging averaging,
      int replicas,
      int batchSize,
      int localSteps,
      boolean adam,
      float dropout,
      NonFinitePolicy nonFinite,
      List<byte[]> examples) {
    this.averaging = averaging;
    this.replicas = replicas;
    this.batchSize = batchSize;
    this.localSteps = localSteps;
    this.adam = adam;
    this.dropout = dropout;
    this.nonFinite = nonFinite;
    this.examples = examples;
  }

  static List<byte[]> examples(int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<byte[]> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      float[] x = new float[6];
      float y = 0.5f;
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian() + i;
        y += (i - 2) * x[i] / 10;
      }
      examples.add(LAYOUT.pack(List.of(x, new float[] {y})));
    }
    return examples;
  }

  LinearModel network() {
    return new LinearModel(6, adam, dropout);
  }

  AveragingPlan plan() {
    LinearModel network = network();
    return new AveragingPlan(
        network.layout(), network.optimizerState().capacity(), averaging, replicas);
  }

  Shard shard(int replica) {
    List<byte[]> ordered =
        examples.stream().sorted(Comparator.comparing(e -> ExampleOrder.of(42, e))).toList();
    int from = (int) ExampleOrder.firstRank(replica, replicas, ordered.size());
    int to = (int) ExampleOrder.firstRank(replica + 1, replicas, ordered.size());
    return MemoryShard.of(LAYOUT, ordered.subList(from, to).iterator());
  }

  List<RoundPlan> rounds(int epochs) {
    int perEpoch = RoundPlan.stepsPerEpoch(examples.size(), replicas, batchSize);
    return RoundPlan.next(Position.START, perEpoch, 1000, epochs, step -> localSteps);
  }

  SegmentPlan segment(List<RoundPlan> rounds) {
    return new SegmentPlan(42, replicas, batchSize, averaging, nonFinite, rounds);
  }

  SegmentOutcome start() {
    ModelState model = plan().initial(network().weights());
    return new SegmentOutcome(model, List.of(), new TreeMap<>());
  }

  /** Runs all rounds of so many epochs, in segments of so many rounds, on so many tasks. */
  SegmentOutcome run(int epochs, int tasks, int segmentRounds) {
    List<RoundPlan> rounds = rounds(epochs);
    SegmentOutcome now = start();
    List<RoundReport> reports = new ArrayList<>();
    for (int from = 0; from < rounds.size(); from += segmentRounds) {
      int to = Math.min(rounds.size(), from + segmentRounds);
      now = exchanged(now, segment(rounds.subList(from, to)), tasks);
      reports.addAll(now.rounds());
    }
    return new SegmentOutcome(now.model(), reports, now.kept());
  }

  /** Runs all rounds one by one, averaged as a driver would. */
  SegmentOutcome runPlain(int epochs, int tasks) {
    SegmentOutcome now = start();
    List<RoundReport> reports = new ArrayList<>();
    for (RoundPlan round : rounds(epochs)) {
      SegmentOutcome before = now;
      List<RoundUpdate> updates =
          IntStream.range(0, tasks)
              .mapToObj(
                  task ->
                      task(segment(List.of(round)))
                          .update(before.model(), kept(before.kept()), task, tasks))
              .toList();
      now = SegmentOutcome.combine(plan(), before.model(), updates);
      reports.addAll(now.rounds());
    }
    return new SegmentOutcome(now.model(), reports, now.kept());
  }

  SegmentTask task(SegmentPlan plan) {
    return new SegmentTask(plan, network(), this::shard, "host");
  }

  static java.util.function.IntFunction<ReplicaState> kept(SortedMap<Integer, ReplicaState> kept) {
    return replica -> kept.getOrDefault(replica, ReplicaState.NONE);
  }

  SegmentOutcome exchanged(SegmentOutcome from, SegmentPlan segment, int tasks) {
    List<Exchange> exchanges = InMemoryExchange.group(tasks, Duration.ofSeconds(20));
    List<CompletableFuture<SegmentResult>> running =
        exchanges.stream()
            .map(
                exchange ->
                    CompletableFuture.supplyAsync(
                        () -> runTask(from, segment, exchange), r -> new Thread(r).start()))
            .toList();
    try {
      List<SegmentResult> results = running.stream().map(CompletableFuture::join).toList();
      return SegmentOutcome.join(plan(), from.model(), results);
    } catch (CompletionException e) {
      if (e.getCause() instanceof NonFiniteException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private SegmentResult runTask(SegmentOutcome from, SegmentPlan segment, Exchange exchange) {
    try {
      return task(segment).run(from.model(), kept(from.kept()), exchange);
    } catch (ExchangeFailedException e) {
      throw new CompletionException(e);
    }
  }
}
