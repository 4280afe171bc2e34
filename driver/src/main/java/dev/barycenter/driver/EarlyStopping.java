package dev.barycenter.driver;

import dev.barycenter.driver.RunState.Best;
import dev.barycenter.worker.averaging.FloatVector;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run when a metric no longer improves; the weights of the best epoch are what the run
 * returns.
 *
 * @param metric a number of an epoch: {@code loss} or another of training, or {@code val_loss},
 *     that of the validation data
 * @param direction whether less or more is better
 * @param patience the epochs without improvement after which the run ends; at least 1
 * @param minDelta what counts as improvement; at least 0
 */
public record EarlyStopping(String metric, Direction direction, int patience, double minDelta) {

  /** What the names of numbers of the validation data begin with. */
  public static final String VALIDATION = "val_";

  /** What is better. */
  public enum Direction {
    /** Less is better, as for losses and errors. */
    MIN,
    /** More is better, as for accuracies. */
    MAX
  }

  public EarlyStopping {
    if (patience < 1 || !(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "Early stopping with patience=%d and min_delta=%s; expected patience >= 1 and min_delta >= 0."
              .formatted(patience, minDelta));
    }
  }

  /** Returns the better of {@code best} and the epoch that has ended. */
  Best better(
      @Nullable Best best, int epoch, SortedMap<String, Double> metrics, FloatVector weights) {
    Double value = metrics.get(metric);
    if (value == null) {
      throw new TrainingFailedException(
          "Early stopping watches '%s', but the metrics of an epoch are %s. Name one of these."
              .formatted(metric, metrics.keySet()));
    }
    if (best == null || improves(value, best.value())) {
      return new Best(epoch, value, weights);
    }
    return best;
  }

  /** NaN never improves on a number, and any number improves on NaN. */
  private boolean improves(double value, double best) {
    if (Double.isNaN(best)) {
      return !Double.isNaN(value);
    }
    return direction == Direction.MIN ? value < best - minDelta : value > best + minDelta;
  }

  /** Returns whether the run ends after {@code epoch}. */
  boolean ends(Best best, int epoch) {
    return epoch - best.epoch() >= patience;
  }
}
