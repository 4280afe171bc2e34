package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WorkingState;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a segment starts from; broadcast where its tasks cannot go on from the segment before.
 *
 * @param model the global model
 * @param kept what replicas kept from the segment before
 */
record SegmentStart(ModelState model, TreeMap<Integer, ReplicaState> kept) implements Serializable {

  static SegmentStart of(ModelState model, SortedMap<Integer, ReplicaState> kept) {
    return new SegmentStart(model, new TreeMap<>(kept));
  }

  /** Returns a copy that a task may change. */
  TaskState state() {
    return new TaskState(new WorkingState(model), kept);
  }
}
