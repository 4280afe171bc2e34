package dev.barycenter.worker.segment;

import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.Shard;
import org.jspecify.annotations.Nullable;

/** The local steps of one replica in one round. */
final class LocalTraining {

  private final SegmentPlan plan;
  private final Replica network;
  private final int task;
  private final String host;
  private @Nullable Minibatch batch;

  LocalTraining(SegmentPlan plan, Replica network, int task, String host) {
    this.plan = plan;
    this.network = network;
    this.task = task;
    this.host = host;
  }

  /**
   * What the steps of a round came to.
   *
   * @param failure what was not finite; null when all losses were finite
   */
  record Steps(int count, Tally tally, @Nullable NonFiniteException failure) {}

  Steps train(RoundPlan round, int replica, Shard shard) {
    Minibatch minibatch = batch(shard);
    int epoch = round.start().epoch();
    EpochOrder order = new EpochOrder(plan.runSeed(), epoch, replica, shard.examples());
    Tally tally = Tally.NONE;
    for (int i = 0; i < round.steps(); i++) {
      int step = round.start().step() + i;
      long from = (long) step * plan.batchSize();
      if (from >= shard.examples()) {
        return new Steps(i, tally, null);
      }
      int to = (int) Math.min(shard.examples(), from + plan.batchSize());
      minibatch.read(shard, order, (int) from, to);
      LocalStep local =
          new LocalStep(plan.runSeed(), epoch, replica, step, round.start().globalStep() + i);
      Tally done = network.train(minibatch, local);
      if (!Double.isFinite(done.loss())) {
        return new Steps(
            i + 1,
            tally,
            NonFiniteException.loss(local, task, host, done.loss(), minibatch.positions()));
      }
      tally = tally.plus(done);
    }
    return new Steps(round.steps(), tally, null);
  }

  NonFiniteException weightsFailure(RoundPlan round, int replica, String slice) {
    int[] positions = batch == null ? new int[0] : batch.positions();
    return NonFiniteException.weights(replica, round, task, host, slice, positions);
  }

  private Minibatch batch(Shard shard) {
    if (batch == null) {
      batch = new Minibatch(shard.layout(), plan.batchSize());
    }
    return batch;
  }
}
