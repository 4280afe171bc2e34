package dev.barycenter.worker.segment;

import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.Contribution;
import dev.barycenter.worker.averaging.SliceAverage;
import dev.barycenter.worker.averaging.WorkingState;
import dev.barycenter.worker.exchange.Arena;
import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The averaging of a round between tasks: reduce-scatter, outer step, all-gather. */
final class RoundExchange {

  private final Contribution contribution;
  private final Exchange exchange;
  private final SliceAverage average;
  private final ByteBuffer[] sums;
  private final ByteBuffer[] incoming;
  private final ByteBuffer[] moved;
  private final ByteBuffer[] gathered;

  RoundExchange(AveragingPlan plan, Contribution contribution, Exchange exchange, Arena arena) {
    int task = exchange.task();
    int tasks = exchange.tasks();
    this.contribution = contribution;
    this.exchange = exchange;
    this.average =
        new SliceAverage(plan, TaskReplicas.blocks(plan.replicas(), tasks), task, tasks, arena);
    this.sums = contribution.messages();
    this.incoming = new ByteBuffer[tasks];
    this.moved = new ByteBuffer[tasks];
    this.gathered = new ByteBuffer[tasks];
    Arrays.fill(moved, average.moved());
    for (int peer = 0; peer < tasks; peer++) {
      boolean self = peer == task;
      incoming[peer] = self ? sums[task] : arena.direct(average.messageBytes(peer));
      gathered[peer] = self ? average.moved() : arena.direct(average.movedBytes(peer));
    }
  }

  Contribution contribution() {
    return contribution;
  }

  /** Averages what all tasks contributed and leaves the next model in {@code state}. */
  void average(RoundPlan round, WorkingState state, Stopwatch watch)
      throws ExchangeFailedException {
    exchange.allToAll(sums, incoming);
    watch.waited();
    long outer = average.outerNanos();
    if (average.average(incoming, state) == 0) {
      throw NonFiniteException.everyReplica(round);
    }
    watch.reduceWithOuter(average.outerNanos() - outer);
    exchange.allToAll(moved, gathered);
    watch.waited();
    for (int peer = 0; peer < gathered.length; peer++) {
      average.apply(peer, gathered[peer], state);
    }
    watch.reduce();
  }

  /** Returns the bytes that this task sends its peers in a round. */
  long bytesSent() {
    long bytes = 0;
    for (int peer = 0; peer < sums.length; peer++) {
      bytes += peer == exchange.task() ? 0 : sums[peer].remaining() + moved[peer].remaining();
    }
    return bytes;
  }
}
