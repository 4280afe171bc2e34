package dev.barycenter.driver.spark;

import dev.barycenter.worker.Replica;
import dev.barycenter.worker.exchange.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The networks of one executor, kept from segment to segment: making one costs more than a round.
 *
 * <p>They are of one phase; the first task of the next phase closes them.
 */
final class ReplicaPool {

  private static final Deque<Pooled> IDLE = new ArrayDeque<>();
  private static long phase = -1;

  /** A network, the buffers of its segments, and the device that its arrays live on. */
  private record Pooled(Replica network, Arena arena, int device) {}

  private ReplicaPool() {}

  /** What is done with a network. */
  interface Use<T, E extends Exception> {
    T apply(Replica network, Arena arena) throws E;
  }

  /**
   * Does something with a network of a phase, made where none is idle. After an exception it is
   * closed: nobody knows what state it is in.
   *
   * @param device that the thread computes on
   */
  static <T, E extends Exception> T with(
      long phase, int device, Supplier<Replica> factory, Use<T, E> use) throws E {
    Pooled idle = idle(phase, device);
    Pooled pooled = idle == null ? new Pooled(factory.get(), new Arena(), device) : idle;
    boolean done = false;
    try {
      T result = use.apply(pooled.network(), pooled.arena());
      done = true;
      return result;
    } finally {
      giveBack(phase, pooled, done);
    }
  }

  private static synchronized @Nullable Pooled idle(long phase, int device) {
    if (phase != ReplicaPool.phase) {
      IDLE.forEach(pooled -> pooled.network().close());
      IDLE.clear();
      ReplicaPool.phase = phase;
    }
    for (Iterator<Pooled> idle = IDLE.iterator(); idle.hasNext(); ) {
      Pooled next = idle.next();
      if (next.device() == device) {
        idle.remove();
        return next;
      }
    }
    return null;
  }

  private static synchronized void giveBack(long phase, Pooled pooled, boolean sound) {
    if (sound && phase == ReplicaPool.phase) {
      IDLE.addFirst(pooled);
    } else {
      pooled.network().close();
    }
  }
}
