package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One task's side of an exchange: which peers have joined, what came from whom, and whether it
 * failed.
 *
 * <p>The task's thread waits here; the threads of the network report here.
 */
final class Rendezvous {

  private final int task;
  private final Inlet[] inlets;
  private final boolean[] joined;
  private int call = -1;
  private @Nullable ExchangeFailedException failure;

  Rendezvous(int task, int tasks, BufferPool pool) {
    this.task = task;
    inlets = new Inlet[tasks];
    joined = new boolean[tasks];
    joined[task] = true;
    for (int peer = 0; peer < tasks; peer++) {
      inlets[peer] = new Inlet(pool);
    }
  }

  /** Starts the next call, whose transfers go to {@code incoming}. */
  synchronized void begin(ByteBuffer[] incoming) {
    call++;
    for (int peer = 0; peer < inlets.length; peer++) {
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

  /** A peer has answered a greeting: with nothing, as it has joined, or with why it refuses. */
  void greeted(int peer, String refusal) {
    answered(peer, refusal);
    synchronized (this) {
      joined[peer] = true;
      notifyAll();
    }
  }

  /** A peer has answered a transfer: with nothing, as it has taken it, or with why it refuses. */
  void answered(int peer, String refusal) {
    if (!refusal.isEmpty()) {
      fail(Failures.refused(peer, refusal));
    }
  }

  /** Ends the exchange; the first failure is the one that is told. */
  synchronized void fail(ExchangeFailedException reason) {
    if (failure == null) {
      failure = reason;
      notifyAll();
    }
  }

  /**
   * Waits until everything of this call has come; before the first call, until all peers have
   * joined.
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
      if (call < 0 ? !joined[peer] : peer != task && !inlets[peer].received()) {
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
