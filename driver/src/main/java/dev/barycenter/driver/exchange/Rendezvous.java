package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task's side of an exchange: which peers have joined, what came from whom, and whether it
 * failed.
 *
 * <p>The task's thread waits here and moves the bytes of the peers on its host; the threads of the
 * network report here.
 */
final class Rendezvous {

  private final int task;
  private final Inlet[] inlets;
  private final boolean[] joined;
  private final HostSockets sockets = new HostSockets();
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

  /** Returns the sockets to and from peers of the same host. */
  HostSockets sockets() {
    return sockets;
  }

  /** Takes the transfers of a peer from a socket that it has connected. */
  void receiveFrom(int peer, SocketChannel channel) throws IOException {
    sockets.add(channel, new HostInlet(peer, inlets[peer], channel));
  }

  /** Returns where the bytes of a transfer go. */
  Inlet.Landing land(Transfer transfer) throws ExchangeFailedException {
    return inlets[transfer.from()].begin(transfer);
  }

  /** A transfer from a peer is complete. */
  void arrived() {
    sockets.wake();
  }

  /** A peer has answered a greeting: with nothing, as it has joined, or with why it refuses. */
  void greeted(int peer, String refusal) {
    answered(peer, refusal);
    synchronized (this) {
      joined[peer] = true;
    }
    sockets.wake();
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
      sockets.wake();
    }
  }

  /**
   * Waits until everything of this call has come, and what goes through sockets has left; before
   * the first call, until all peers have joined.
   *
   * @param addresses where the tasks listen, to name those that do not answer
   */
  void await(Duration limit, List<PeerAddress> addresses) throws ExchangeFailedException {
    long end = System.nanoTime() + limit.toNanos();
    for (List<Integer> missing = missing(); !missing.isEmpty(); missing = missing()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        fail(Failures.late(task, call, missing, addresses, limit));
      } else {
        sockets.await(left);
      }
    }
  }

  private List<Integer> missing() throws ExchangeFailedException {
    if (Thread.currentThread().isInterrupted()) {
      throw Failures.interrupted(task, call);
    }
    List<Integer> sending = move();
    List<Integer> missing = new ArrayList<>();
    synchronized (this) {
      if (failure != null) {
        throw failure.again();
      }
      for (int peer = 0; peer < inlets.length; peer++) {
        if (call < 0
            ? !joined[peer]
            : peer != task && (sending.contains(peer) || !inlets[peer].received())) {
          missing.add(peer);
        }
      }
    }
    return missing;
  }

  private List<Integer> move() throws ExchangeFailedException {
    if (call < 0) {
      return List.of();
    }
    try {
      return sockets.move();
    } catch (ExchangeFailedException e) {
      fail(e);
      return List.of();
    }
  }

  void close() {
    sockets.close();
    for (Inlet inlet : inlets) {
      inlet.close();
    }
  }
}
