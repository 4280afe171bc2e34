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
 * @param measured what the number of local steps goes by; some of it comes from a clock, so it is
 *     part of the state
 * @param epochTally what was counted in the epoch that has begun
 * @param best the best epoch so far; null before the first, or without early stopping
 */
public record RunState(
    Position position,
    ModelState model,
    SortedMap<Integer, ReplicaState> kept,
    LocalSteps.Measured measured,
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
  }

  /** Returns the state before the first step. */
  public static RunState initial(ModelState model) {
    return initial(Position.START, model);
  }

  /** Returns the state before the first step of a phase that begins at {@code position}. */
  public static RunState initial(Position position, ModelState model) {
    return new RunState(
        position, model, new TreeMap<>(), LocalSteps.Measured.NOTHING, Tally.NONE, null);
  }

  /** Returns this state with the model at the end of a run: the best one where one was kept. */
  public RunState withBestWeights() {
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
    return new RunState(position, restored, kept, measured, epochTally, best);
  }
}
