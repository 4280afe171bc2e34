package dev.barycenter.worker.network;

import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.metric.Metric;
import java.io.Serializable;
import java.util.List;

/**
 * How one output is trained and judged.
 *
 * @param loss what is minimized
 * @param weight what the loss is multiplied with in the sum over all outputs
 * @param metrics what is reported besides
 */
public record OutputTraining(Loss loss, double weight, List<Metric> metrics)
    implements Serializable {
  /** Checks the weight. */
  public OutputTraining {
    metrics = List.copyOf(metrics);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The weight of a loss is at least 0, but was %s.".formatted(weight));
    }
  }
}
