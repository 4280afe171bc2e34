package dev.barycenter.graph.training;

import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.loss.Fit;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.metric.Metric;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one output is trained for and measured by.
 *
 * @param loss what is made small; null for an output that is not trained for
 * @param weight the loss is multiplied with this in the sum over all outputs; at least 0
 * @param metrics what is reported, every example counting the same
 * @param weightedMetrics what is reported with the weights of the examples
 * @param classWeights by how much the examples of a class count more, by the label as text
 */
public record Objective(
    @Nullable Loss loss,
    double weight,
    List<Metric> metrics,
    List<Metric> weightedMetrics,
    Map<String, Double> classWeights)
    implements Serializable {
  /** Checks that weights are not negative. */
  public Objective {
    metrics = List.copyOf(metrics);
    weightedMetrics = List.copyOf(weightedMetrics);
    classWeights = new TreeMap<>(classWeights);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The weight of a loss must be at least 0, but was %s.".formatted(weight));
    }
    classWeights.forEach(
        (label, number) -> {
          if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "The weight of class '%s' must be at least 0, but was %s."
                    .formatted(label, number));
          }
        });
  }

  /**
   * Tells what is wrong or odd about this objective on an output.
   *
   * @param prediction the shape of the output
   * @param target the shape of its targets
   * @param last the activation that makes the output; null if it is not known
   */
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    if (loss != null) {
      Fit fit = loss.check(prediction, target, last);
      errors.addAll(fit.errors());
      warnings.addAll(fit.warnings());
    }
    for (List<Metric> list : List.of(metrics, weightedMetrics)) {
      list.forEach(
          metric -> errors.addAll(metric.on(prediction, target).check(prediction, target)));
    }
    return new Fit(errors, warnings);
  }
}
