package dev.barycenter.worker.segment;

import dev.barycenter.worker.averaging.Range;
import java.util.List;
import java.util.stream.IntStream;

/** Which replicas a task hosts: contiguous blocks of nearly equal size, in order of tasks. */
public final class TaskReplicas {

  private TaskReplicas() {}

  /**
   * Returns the replicas of {@code task} of {@code tasks}; {@code tasks} is at most {@code
   * replicas}.
   */
  public static Range block(int replicas, int task, int tasks) {
    if (tasks < 1 || tasks > replicas || task < 0 || task >= tasks) {
      throw new IllegalArgumentException(
          "Task %d of %d for %d replicas; expected from 1 to %d tasks, counted from 0."
              .formatted(task, tasks, replicas, replicas));
    }
    return Range.part(replicas, task, tasks);
  }

  /** Returns the replicas of every task. */
  static List<Range> blocks(int replicas, int tasks) {
    return IntStream.range(0, tasks).mapToObj(task -> block(replicas, task, tasks)).toList();
  }
}
