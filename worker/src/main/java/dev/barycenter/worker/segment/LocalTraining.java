package dev.barycenter.worker.segment;

import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.MinibatchReader;
import dev.barycenter.worker.data.Shard;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The local steps of the replicas of a task, round by round, and the minibatches they take. */
final class LocalTraining implements AutoCloseable {

  private final SegmentPlan plan;
  private final Replica network;
  private final int task;
  private final String host;
  private final MinibatchReader reader;
  private int[] lastPositions = new int[0];

  /** A replica and its shard. */
  record Hosted(int replica, Shard shard) {}

  /**
   * What the steps of a round came to.
   *
   * @param failure what was not finite; null when all losses were finite
   */
  record Steps(int count, Tally tally, @Nullable NonFiniteException failure) {}

  LocalTraining(SegmentPlan plan, Replica network, int task, String host, List<Hosted> hosted) {
    this.plan = plan;
    this.network = network;
    this.task = task;
    this.host = host;
    Stream<MinibatchReader.Span> spans =
        plan.rounds().stream()
            .flatMap(round -> hosted.stream().flatMap(replica -> spans(round, replica)));
    boolean ahead = hosted.stream().anyMatch(replica -> !replica.shard.inMemory());
    this.reader =
        new MinibatchReader(
            hosted.get(0).shard.layout(), plan.batchSize(), spans.iterator(), ahead);
  }

  private Stream<MinibatchReader.Span> spans(RoundPlan round, Hosted hosted) {
    int examples = hosted.shard.examples();
    EpochOrder order =
        new EpochOrder(plan.runSeed(), round.start().epoch(), hosted.replica, examples);
    int first = round.start().step();
    return IntStream.range(first, first + steps(round, examples))
        .mapToObj(
            step -> {
              long from = (long) step * plan.batchSize();
              int to = (int) Math.min(examples, from + plan.batchSize());
              return new MinibatchReader.Span(hosted.shard, order, (int) from, to);
            });
  }

  /** Returns the steps of a replica in a round: fewer than planned where its shard ends. */
  private int steps(RoundPlan round, int examples) {
    int all = RoundPlan.stepsPerEpoch(examples, 1, plan.batchSize());
    return Math.max(0, Math.min(round.steps(), all - round.start().step()));
  }

  /** Takes the steps of one replica; rounds and, within them, replicas come in order. */
  Steps train(RoundPlan round, Hosted hosted) {
    int steps = steps(round, hosted.shard.examples());
    Tally tally = Tally.NONE;
    for (int i = 0; i < steps; i++) {
      Minibatch batch = reader.next();
      LocalStep local = localStep(round, hosted.replica, i);
      Tally done = network.train(batch, local);
      lastPositions = batch.positions();
      if (!Double.isFinite(done.loss())) {
        for (int skipped = i + 1; skipped < steps; skipped++) {
          reader.next();
        }
        return new Steps(
            i + 1, tally, NonFiniteException.loss(local, task, host, done.loss(), lastPositions));
      }
      tally = tally.plus(done);
    }
    return new Steps(steps, tally, null);
  }

  private LocalStep localStep(RoundPlan round, int replica, int index) {
    Position start = round.start();
    return new LocalStep(
        plan.runSeed(), start.epoch(), replica, start.step() + index, start.globalStep() + index);
  }

  NonFiniteException weightsFailure(RoundPlan round, int replica, String slice) {
    return NonFiniteException.weights(replica, round, task, host, slice, lastPositions);
  }

  @Override
  public void close() {
    reader.close();
  }
}
