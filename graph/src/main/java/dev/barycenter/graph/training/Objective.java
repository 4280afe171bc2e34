package dev.barycenter.graph.training;

import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.metric.Metric;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one output is trained for and measured by.
 *
 * @param loss what is made small; null for an output that is not trained for
 * @param weight the loss is multiplied with this in the sum over all outputs; at least 0
 * @param metrics what is reported, every example counting the same
 * @param weightedMetrics what is reported with the weights of the examples
 * @param classWeights what the weight of a training example is multiplied with, by its class; 1 for
 *     classes that are not there
 */
public record Objective(
    @Nullable Loss loss,
    double weight,
    List<Metric> metrics,
    List<Metric> weightedMetrics,
    SortedMap<Integer, Double> classWeights)
    implements Serializable {
  /** Of an output that is neither trained for nor measured. */
  public static final Objective UNTRAINED =
      new Objective(null, 1, List.of(), List.of(), new TreeMap<>());

  /** Checks that weights are not negative. */
  public Objective {
    metrics = List.copyOf(metrics);
    weightedMetrics = List.copyOf(weightedMetrics);
    classWeights = Collections.unmodifiableSortedMap(new TreeMap<>(classWeights));
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The weight of a loss must be at least 0, but was %s.".formatted(weight));
    }
    classWeights.forEach(
        (label, number) -> {
          if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "The weight of class %d must be at least 0, but was %s.".formatted(label, number));
          }
        });
  }
}
