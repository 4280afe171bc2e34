package dev.barycenter.driver;

import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.InMemoryExchange;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import dev.barycenter.worker.segment.SegmentTask;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The segments of a small regression, in this thread. */
final class LocalSegments implements Segments {

  static final int REPLICAS = 3;
  static final int SHARD = 21;
  private static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(
              new Column(Role.INPUT, "x", Storage.FLOAT32, List.of(2)),
              new Column(Role.TARGET, "y", Storage.FLOAT32, List.of())));

  private final LinearModel model = new LinearModel(2, true, 0.1f);
  private final AveragingPlan averaging;

  LocalSegments(Averaging averaging) {
    this.averaging =
        new AveragingPlan(model.layout(), model.optimizerState().capacity(), averaging, REPLICAS);
  }

  ModelState initial() {
    return averaging.initial(new LinearModel(2, true, 0.1f).weights());
  }

  @Override
  public SegmentOutcome run(
      SegmentPlan plan, ModelState start, SortedMap<Integer, ReplicaState> kept)
      throws SegmentFailedException {
    SegmentTask task = new SegmentTask(plan, model, LocalSegments::shard, "here");
    try {
      return SegmentOutcome.join(
          averaging,
          start,
          List.of(
              task.run(
                  start,
                  replica -> kept.getOrDefault(replica, ReplicaState.NONE),
                  InMemoryExchange.group(1, Duration.ofSeconds(1)).get(0))));
    } catch (ExchangeFailedException e) {
      throw new SegmentFailedException("One task has no peers to lose.", e);
    }
  }

  private static MemoryShard shard(int replica) {
    SplittableRandom random = new SplittableRandom(replica);
    return MemoryShard.of(
        LAYOUT,
        IntStream.range(0, SHARD)
            .mapToObj(
                i -> new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()})
            .map(x -> LAYOUT.pack(List.of(x, new float[] {x[0] - 2 * x[1]})))
            .iterator());
  }
}
