package dev.barycenter.driver.spark;

import dev.barycenter.worker.Replica;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The networks of one executor, kept from segment to segment: making one costs more than a round.
 *
 * <p>They are of one phase; the first task of the next phase closes them.
 */
final class ReplicaPool {

  private static final Deque<Replica> IDLE = new ArrayDeque<>();
  private static long phase = -1;

  private ReplicaPool() {}

  /** Lends a network of a phase, making it where none is idle. */
  static Replica lend(long phase, Supplier<Replica> factory) {
    Replica idle;
    synchronized (ReplicaPool.class) {
      begin(phase);
      idle = IDLE.pollFirst();
    }
    return idle == null ? factory.get() : idle;
  }

  /** Takes a network back. */
  static synchronized void giveBack(long phase, Replica replica) {
    if (phase == ReplicaPool.phase) {
      IDLE.addFirst(replica);
    } else {
      replica.close();
    }
  }

  private static void begin(long phase) {
    if (phase != ReplicaPool.phase) {
      IDLE.forEach(Replica::close);
      IDLE.clear();
      ReplicaPool.phase = phase;
    }
  }
}
