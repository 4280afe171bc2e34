package dev.barycenter.jobs.spec;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.worker.network.Judge;
import org.jspecify.annotations.Nullable;

/**
 * What a new version must do better than the one that serves, on the same rows.
 *
 * @param metric the number that counts, such as {@code loss} or {@code accuracy}
 * @param more whether more of it is better
 * @param minDelta it must be better by more than this; less than 0 lets a version pass that is a
 *     little worse
 */
public record Gate(String metric, boolean more, double minDelta) {

  /** The gate as a spec has it. */
  @Key("gate")
  record Entry(
      @Default("loss") String metric,
      @Default("auto") EarlyStoppingSpec.Mode mode,
      @Default("0.0") double minDelta) {
    Entry {
      if (!Double.isFinite(minDelta)) {
        throw new IllegalArgumentException(
            "'min_delta' is %s: expected a finite number.".formatted(minDelta));
      }
    }

    /** Returns the gate; null (and a problem) if nothing is called like the metric. */
    @Nullable Gate gate(Judge judge, String place, Problems problems) {
      if (!judge.names().contains(metric)) {
        problems.add(
            place + "/metric",
            "There is no number '%s'. %s",
            metric,
            Problems.suggestion(metric, judge.names()));
        return null;
      }
      boolean more =
          mode == EarlyStoppingSpec.Mode.MAX
              || (mode == EarlyStoppingSpec.Mode.AUTO && judge.higherIsBetter(metric));
      return new Gate(metric, more, minDelta);
    }
  }

  /** Returns whether a number is better than that of the version that serves. */
  public boolean passes(double number, double serving) {
    return Double.isFinite(number)
        && (Double.isNaN(serving) || (more ? number - serving : serving - number) > minDelta);
  }
}
