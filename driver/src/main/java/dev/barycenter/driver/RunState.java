package dev.barycenter.driver;

import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.segment.Position;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run between two segments: all that the rest of it depends on.
 *
 * @param position everything before it is done
 * @param model the global model
 * @param kept what replicas keep for themselves, by replica
 * @param interval the local steps of the next round; an automatic policy decided on it by a clock,
 *     so it is part of the state
 * @param epochTally what was counted in the epoch that has begun
 * @param best the best epoch so far; null before the first, or without early stopping
 */
public record RunState(
    Position position,
    ModelState model,
    SortedMap<Integer, ReplicaState> kept,
    int interval,
    Tally epochTally,
    @Nullable Best best) {

  /**
   * The best epoch so far.
   *
   * @param epoch counted from 0
   * @param value of the watched metric
   * @param weights the global weights at its end
   */
  public record Best(int epoch, double value, FloatVector weights) {}

  public RunState {
    kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
    if (interval <= 0) {
      throw new IllegalArgumentException(
          "An interval of %d local steps; expected at least 1.".formatted(interval));
    }
  }

  /** Returns the state before the first step. */
  public static RunState initial(ModelState model, Interval interval) {
    return new RunState(
        Position.START,
        model,
        new TreeMap<>(),
        interval.steps(Position.START, interval.first()),
        Tally.NONE,
        null);
  }

  /** Returns this state with the model at the end of a run: the best one where one was kept. */
  RunState withBestWeights() {
    if (best == null) {
      return this;
    }
    ModelState restored =
        new ModelState(
            best.weights(),
            model.optimizer(),
            model.optimizerSteps(),
            model.velocity(),
            model.residual());
    return new RunState(position, restored, kept, interval, epochTally, best);
  }
}
