package dev.barycenter.graph.training;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.training.metric.Metric;
import java.io.Serializable;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Ends training when a number no longer improves; what training returns are the weights of the best
 * epoch.
 *
 * @param monitor the number: {@code loss} or a metric, {@code val_} before it for that of the
 *     validation data, and the output's name where there are several: {@code val_price_loss}
 * @param minDelta a change below this is no improvement; at least 0
 * @param patience the epochs without improvement after which training ends; at least 1
 * @param mode whether less or more is better
 */
public record EarlyStopping(
    @Default("val_loss") String monitor,
    @Default("0") double minDelta,
    @Default("1") int patience,
    @Default("auto") Mode mode)
    implements Serializable {
  /** What is better. */
  public enum Mode {
    /** What the metric says; less for losses. */
    AUTO,
    /** Less. */
    MIN,
    /** More. */
    MAX
  }

  /** Checks the arguments. */
  public EarlyStopping {
    if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'min_delta' must be at least 0, but was %s.".formatted(minDelta));
    }
    if (patience < 1) {
      throw new IllegalArgumentException(
          "'patience' must be at least 1, but was %d.".formatted(patience));
    }
  }

  /** Returns whether the number is one of the validation data. */
  public boolean onValidation() {
    return monitor.startsWith("val_");
  }

  /** Returns the number's name without the mark of the validation data. */
  public String metric() {
    return onValidation() ? monitor.substring("val_".length()) : monitor;
  }

  /** Returns whether more is better, given the objectives of the outputs by name. */
  public boolean higherIsBetter(Map<String, Objective> objectives) {
    return switch (mode) {
      case MIN -> false;
      case MAX -> true;
      case AUTO ->
          objectives.values().stream()
              .flatMap(o -> Stream.concat(o.metrics().stream(), o.weightedMetrics().stream()))
              .filter(
                  metric ->
                      metric().equals(metric.name()) || metric().endsWith("_" + metric.name()))
              .findFirst()
              .map(Metric::higherIsBetter)
              .orElse(false);
    };
  }
}
