package dev.barycenter.driver.spark;

import dev.barycenter.worker.Replica;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The seats of one executor, kept from segment to segment: making a network costs more than a
 * round.
 *
 * <p>They are of one phase; the first task of the next phase closes them.
 */
final class ReplicaPool {

  private static final Deque<Seat> IDLE = new ArrayDeque<>();
  private static long phase = -1;

  private ReplicaPool() {}

  /** What is done in a seat. */
  interface Use<T, E extends Exception> {
    T apply(Seat seat) throws E;
  }

  /**
   * Does something in a seat of a phase, made where none is idle. After an exception it is closed:
   * nobody knows what state it is in.
   *
   * @param device that the thread computes on
   * @param better which of several idle seats to take
   */
  static <T, E extends Exception> T with(
      long phase, int device, Predicate<Seat> better, Supplier<Replica> factory, Use<T, E> use)
      throws E {
    Seat idle = idle(phase, device, better);
    Seat seat = idle == null ? new Seat(factory.get(), device) : idle;
    boolean done = false;
    try {
      T result = use.apply(seat);
      done = true;
      return result;
    } finally {
      giveBack(phase, seat, done);
    }
  }

  private static synchronized @Nullable Seat idle(long phase, int device, Predicate<Seat> better) {
    if (phase != ReplicaPool.phase) {
      IDLE.forEach(seat -> seat.network().close());
      IDLE.clear();
      ReplicaPool.phase = phase;
    }
    Seat found = null;
    for (Seat seat : IDLE) {
      if (seat.device() == device && (found == null || better.test(seat))) {
        found = seat;
      }
    }
    IDLE.remove(found);
    return found;
  }

  private static synchronized void giveBack(long phase, Seat seat, boolean sound) {
    if (sound && phase == ReplicaPool.phase) {
      IDLE.addFirst(seat);
    } else {
      seat.network().close();
    }
  }
}
