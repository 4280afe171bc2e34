package dev.barycenter.worker.exchange;

import java.nio.ByteBuffer;

/**
 * The tasks of one segment, handing each other bytes: all-to-all, in lockstep.
 *
 * <p>Both halves of an averaging are one such call each: every task sends every owner its slice of
 * the sums (reduce-scatter), then every owner sends all its moved slice (all-gather). Every task
 * makes the same calls in the same order, so the n-th call of one task meets the n-th of all
 * others. Used by one thread, except {@link #abort}.
 */
public interface Exchange {

  /** Returns the index of this task, in {@code [0, tasks())}. */
  int task();

  /** Returns the number of tasks; at least 1. */
  int tasks();

  /**
   * Sends {@code outgoing[p]} to each peer {@code p} and fills {@code incoming[p]} with what it
   * sent.
   *
   * <p>Both sides know the sizes: {@code incoming[p].remaining()} is exactly what {@code p} sends.
   * The entry of this task itself is ignored and may hold anything. Neither positions nor limits of
   * the given buffers change; {@code outgoing} entries may be one and the same buffer. Nobody waits
   * until peers have what they are sent, so {@code outgoing} must stay as it is until the next call
   * returns, or, after the last call, until the same tasks begin another exchange: only then has
   * every peer returned from this call. Buffers are direct.
   *
   * @throws ExchangeFailedException at once when a peer aborts, its connection is cut or it sends
   *     another size, and at the deadline when a peer does not answer
   */
  void allToAll(ByteBuffer[] outgoing, ByteBuffer[] incoming) throws ExchangeFailedException;

  /** Ends this exchange for every task with {@code reason}; called when this task fails. */
  void abort(String reason);
}
