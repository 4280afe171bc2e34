package dev.barycenter.driver.spark;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/** Where a task finds what its segment starts from. */
sealed interface TaskStart extends Serializable {

  /** Sent for this segment. */
  record Sent(Broadcast<SegmentStart> start) implements TaskStart {}

  /**
   * With the task itself, which ended the segment before with it.
   *
   * @param run the number of that run of that segment
   */
  record Left(long run) implements TaskStart {}
}
