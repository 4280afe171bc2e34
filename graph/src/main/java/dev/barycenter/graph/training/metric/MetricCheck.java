package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;
import java.util.List;

/** Checks that metrics share, with messages in one form. */
final class MetricCheck {
  private MetricCheck() {}

  static void positive(String argument, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "'%s' must be at least 1, but was %d.".formatted(argument, number));
    }
  }

  /** Demands one target for each prediction. */
  static List<String> equalWidths(Metric metric, Shape prediction, Shape target) {
    int found = target.rank() < prediction.rank() ? 1 : units(target);
    return found == units(prediction)
        ? List.of()
        : List.of(
            "%s compares %d predictions with as many targets, but the targets have shape %s. For labels use the sparse metric of its kind, or accuracy."
                .formatted(metric.name(), units(prediction), target));
  }

  /** Demands labels. */
  static List<String> labels(Metric metric, Shape prediction, Shape target) {
    return target.rank() < prediction.rank() || units(target) == 1
        ? List.of()
        : List.of(
            "%s wants labels, but the targets have shape %s: a number for each class. Use the metric without sparse in its name, or accuracy."
                .formatted(metric.name(), target));
  }

  static int units(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.last();
  }
}
