package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.segment.SegmentOutcome;
import java.util.SortedMap;

/**
 * What the driver got at the end of a segment, and its tasks still have.
 *
 * @param run the number of that run of that segment
 * @param tasks the number of its tasks
 * @param outcome what it came to
 */
record SegmentEnd(long run, int tasks, SegmentOutcome outcome) {

  /** Returns whether so many tasks that start from the given bits can go on from here. */
  boolean isStart(ModelState start, SortedMap<Integer, ReplicaState> kept, int tasks) {
    return tasks == this.tasks && start.equals(outcome.model()) && kept.equals(outcome.kept());
  }
}
