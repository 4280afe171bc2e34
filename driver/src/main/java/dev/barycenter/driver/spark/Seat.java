package dev.barycenter.driver.spark;

import dev.barycenter.worker.Replica;
import dev.barycenter.worker.exchange.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Where a task works: what is dear to make or to send, and kept for the next task.
 *
 * <p>One task at a time has a seat.
 */
final class Seat {

  private final Replica network;
  private final Arena arena = new Arena();
  private final int device;
  private @Nullable End end;

  /** What a task of a segment ended with. */
  private record End(long run, int task, TaskState state) {}

  /**
   * Makes a seat.
   *
   * @param device that the arrays of the network live on
   */
  Seat(Replica network, int device) {
    this.network = network;
    this.device = device;
  }

  Replica network() {
    return network;
  }

  /** Returns the buffers of the segments. */
  Arena arena() {
    return arena;
  }

  int device() {
    return device;
  }

  /** Leaves what {@code task} ended a run of a segment with. */
  void leave(long run, int task, TaskState state) {
    end = new End(run, task, state);
  }

  /** Returns whether that task of that run left its state here. */
  boolean has(long run, int task) {
    return end != null && end.run == run && end.task == task;
  }

  /** Returns what was left here and gives it away; null if nothing was. */
  @Nullable TaskState take() {
    TaskState state = end == null ? null : end.state;
    end = null;
    return state;
  }
}
