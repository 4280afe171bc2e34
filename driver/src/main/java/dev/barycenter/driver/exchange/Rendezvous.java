package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One task's side of an exchange: what came from whom, what the peers have acknowledged, and
 * whether it failed.
 *
 * <p>The task's thread waits here; the threads of the network report here.
 */
final class Rendezvous {

  private final int task;
  private final Inlet[] inlets;
  private final boolean[] acknowledged;
  private int call = -1;
  private @Nullable ExchangeFailedException failure;

  Rendezvous(int task, int tasks, BufferPool pool) {
    this.task = task;
    inlets = new Inlet[tasks];
    acknowledged = new boolean[tasks];
    acknowledged[task] = true;
    for (int peer = 0; peer < tasks; peer++) {
      inlets[peer] = new Inlet(pool);
    }
  }

  /** Starts the next call, whose transfers go to {@code incoming}. */
  synchronized void begin(ByteBuffer[] incoming) {
    call++;
    for (int peer = 0; peer < inlets.length; peer++) {
      acknowledged[peer] = peer == task;
      if (peer != task) {
        inlets[peer].expect(call, incoming[peer]);
      }
    }
  }

  /** Returns where the bytes of a transfer go. */
  Inlet.Landing land(Transfer transfer) throws ExchangeFailedException {
    return inlets[transfer.from()].begin(transfer);
  }

  /** A transfer from a peer is complete. */
  synchronized void arrived() {
    notifyAll();
  }

  /** A peer has answered a greeting or a transfer: with nothing, or with why it refuses. */
  void answered(int peer, String refusal) {
    if (refusal.isEmpty()) {
      acknowledge(peer);
    } else {
      fail(Failures.refused(peer, refusal));
    }
  }

  /** A peer has received the transfer of this call; its buffer is free. */
  synchronized void acknowledge(int peer) {
    acknowledged[peer] = true;
    notifyAll();
  }

  /** Ends the exchange; the first failure is the one that is told. */
  synchronized void fail(ExchangeFailedException reason) {
    if (failure == null) {
      failure = reason;
      notifyAll();
    }
  }

  /**
   * Waits until everything of this call has come and everything sent was acknowledged; before the
   * first call, until all peers have answered the greeting.
   *
   * @param addresses where the tasks listen, to name those that do not answer
   */
  synchronized void await(Duration limit, List<PeerAddress> addresses)
      throws ExchangeFailedException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (List<Integer> missing = missing(); !missing.isEmpty(); missing = missing()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          fail(Failures.late(task, call, missing, addresses, limit));
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.interrupted(task, call);
    }
  }

  private List<Integer> missing() throws ExchangeFailedException {
    if (failure != null) {
      throw failure.again();
    }
    List<Integer> missing = new ArrayList<>();
    for (int peer = 0; peer < inlets.length; peer++) {
      boolean came = call < 0 || peer == task || inlets[peer].received();
      if (!came || !acknowledged[peer]) {
        missing.add(peer);
      }
    }
    return missing;
  }

  void close() {
    for (Inlet inlet : inlets) {
      inlet.close();
    }
  }
}
