package dev.barycenter.worker.device;

import java.util.List;

/**
 * What Spark gave a task to compute on.
 *
 * @param addresses of GPUs; several tasks get the same one where each asked for a part of it
 * @param exclusive whether only these may be used; not where the task's process is alone on its
 *     machine, as with a local master, which assigns nothing
 * @param task the number of the task, which spreads the tasks of such a process
 * @param place the task and its host, for messages
 * @param visible the value of {@code CUDA_VISIBLE_DEVICES} in the process; empty without
 */
public record Assignment(
    List<String> addresses, boolean exclusive, int task, String place, String visible) {

  /** Copies the list. */
  public Assignment {
    addresses = List.copyOf(addresses);
  }

  /** Returns the GPUs that CUDA was told to show, in its order; empty for all of the machine. */
  List<String> shown() {
    return visible.isBlank()
        ? List.of()
        : List.of(visible.split(",", -1)).stream().map(String::strip).toList();
  }
}
