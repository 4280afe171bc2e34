package dev.barycenter.driver.event;

import dev.barycenter.worker.Tally;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundReport;
import java.time.Duration;
import java.util.SortedMap;

/** Something that happened in a run. Events are values: a listener cannot change the run. */
public sealed interface RunEvent {

  /**
   * One phase of several begins, or goes on: what follows belongs to it.
   *
   * @param name as in the spec
   */
  record PhaseBegun(String name) implements RunEvent {}

  /** The run begins, or goes on, at {@code position}. */
  record Started(Position position, int replicas, int stepsPerEpoch, int epochs)
      implements RunEvent {}

  /**
   * A segment has ended and its rounds count. Rounds of failed tries are never told.
   *
   * @param report what happened in the round
   * @param end the position after the round
   * @param metrics of the round's training steps
   */
  record RoundDone(RoundReport report, Position end, SortedMap<String, Double> metrics)
      implements RunEvent {}

  /** A segment has ended: its rounds, and the time from its start to its end on the driver. */
  record SegmentDone(Position end, int rounds, Duration elapsed) implements RunEvent {}

  /** A segment has failed and is run again. */
  record SegmentFailed(Position start, String reason) implements RunEvent {}

  /**
   * An epoch has ended.
   *
   * @param epoch counted from 0
   * @param training what was counted in its training steps
   * @param metrics of training
   * @param validation of the model at the epoch's end; empty without validation data
   */
  record EpochDone(
      int epoch,
      Tally training,
      SortedMap<String, Double> metrics,
      SortedMap<String, Double> validation)
      implements RunEvent {}

  /** A checkpoint was written: a killed run goes on from here. */
  record CheckpointSaved(Position position) implements RunEvent {}

  /** The run has ended. */
  record Finished(Position position, Ending ending) implements RunEvent {}

  /** Why a run has ended. */
  enum Ending {
    /** All epochs are done. */
    COMPLETED,
    /** The watched metric did not improve any more. */
    STOPPED_EARLY,
    /** It was asked to; a checkpoint is there. */
    INTERRUPTED
  }
}
