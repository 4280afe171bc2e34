package dev.barycenter.driver;

import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import java.util.SortedMap;

/** The workers of a run, as its loop sees them. */
public interface Segments {

  /**
   * Runs the rounds of {@code plan} once, on whatever executors there are.
   *
   * <p>A pure function: run again with equal arguments it returns equal bits.
   *
   * @param start the global model before the first round
   * @param kept what replicas kept from the segment before; those not named begin anew
   * @throws SegmentFailedException when executors or connections were lost; worth another try
   * @throws TrainingFailedException when another try would fail in the same way
   */
  SegmentOutcome run(SegmentPlan plan, ModelState start, SortedMap<Integer, ReplicaState> kept)
      throws SegmentFailedException;
}
