package dev.barycenter.jobs.spec;

import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.config.Default;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * When a run ends before its last epoch; the best weights are what it returns.
 *
 * @param monitor the metric that is watched, of the validation rows if there are any
 * @param mode min, max, or auto, which asks for more of accuracies, AUC, F1, precision, recall and
 *     R² and for less of everything else
 * @param patience the epochs without improvement after which the run ends
 * @param minDelta what counts as an improvement
 */
public record EarlyStoppingSpec(
    @Default("loss") String monitor,
    @Default("auto") Mode mode,
    @Default("3") int patience,
    @Default("0.0") double minDelta) {

  /** What is better. */
  public enum Mode {
    /** By the name of the metric. */
    AUTO,
    /** Less. */
    MIN,
    /** More. */
    MAX
  }

  /** Checks patience and delta. */
  public EarlyStoppingSpec {
    if (patience < 1 || !(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "'patience' is %d and 'min_delta' %s: expected at least 1 and at least 0."
              .formatted(patience, minDelta));
    }
  }

  EarlyStopping stopping() {
    return new EarlyStopping(monitor, direction(), patience, minDelta);
  }

  private EarlyStopping.Direction direction() {
    String name = monitor.toLowerCase(Locale.ROOT);
    boolean more =
        mode == Mode.MAX
            || (mode == Mode.AUTO
                && Stream.of("acc", "auc", "f1", "precision", "recall", "r2")
                    .anyMatch(name::contains));
    return more ? EarlyStopping.Direction.MAX : EarlyStopping.Direction.MIN;
  }
}
