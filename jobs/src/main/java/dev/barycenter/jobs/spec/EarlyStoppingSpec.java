package dev.barycenter.jobs.spec;

import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.worker.network.Judge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a run ends before its last epoch; the best weights are what it returns.
 *
 * @param monitor the number that is watched, as the metrics of an epoch name it: {@code val_} and a
 *     name for that of the validation rows
 * @param mode min, max, or auto, which goes by the metric: more of an accuracy, less of a loss
 * @param patience the epochs without improvement after which the run ends
 * @param minDelta a change by no more than this is no improvement
 */
public record EarlyStoppingSpec(
    @Default("val_loss") String monitor,
    @Default("auto") Mode mode,
    @Default("3") int patience,
    @Default("0.0") double minDelta) {

  /** What is better. */
  public enum Mode {
    /** What the metric says. */
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

  /** Returns the rule of the driver; null (and a problem) if nothing is called like the monitor. */
  @Nullable EarlyStopping stopping(Judge judge, String place, Problems problems) {
    List<String> known = new ArrayList<>(judge.names());
    judge.names().forEach(name -> known.add(EarlyStopping.VALIDATION + name));
    if (!known.contains(monitor)) {
      problems.add(
          place + "/monitor",
          "There is no number '%s'. %s",
          monitor,
          Problems.suggestion(monitor, known));
      return null;
    }
    String name =
        monitor.startsWith(EarlyStopping.VALIDATION)
            ? monitor.substring(EarlyStopping.VALIDATION.length())
            : monitor;
    boolean more = mode == Mode.MAX || (mode == Mode.AUTO && judge.higherIsBetter(name));
    return new EarlyStopping(
        monitor,
        more ? EarlyStopping.Direction.MAX : EarlyStopping.Direction.MIN,
        patience,
        minDelta);
  }
}
