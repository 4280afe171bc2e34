package dev.barycenter.worker.segment;

import dev.barycenter.worker.averaging.ReplicaState;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one task contributes to a round that is averaged on the driver. */
public final class RoundUpdate implements Serializable {

  private static final long serialVersionUID = 1;

  private final int task;
  private final int tasks;
  private final byte[] message;
  private final RoundReport report;
  private final TreeMap<Integer, ReplicaState> kept;

  RoundUpdate(
      int task,
      int tasks,
      ByteBuffer message,
      RoundReport report,
      SortedMap<Integer, ReplicaState> kept) {
    this.task = task;
    this.tasks = tasks;
    this.message = new byte[message.remaining()];
    message.get(message.position(), this.message);
    this.report = report;
    this.kept = new TreeMap<>(kept);
  }

  /** Returns the index of the task. */
  public int task() {
    return task;
  }

  /** Returns the number of tasks of the round. */
  public int tasks() {
    return tasks;
  }

  /** Returns the size of the update on the wire. */
  public int bytes() {
    return message.length;
  }

  /** Returns the task's own report. */
  public RoundReport report() {
    return report;
  }

  /** Returns what the task's replicas keep for the next round. */
  public SortedMap<Integer, ReplicaState> kept() {
    return kept;
  }

  ByteBuffer message() {
    return ByteBuffer.wrap(message);
  }
}
