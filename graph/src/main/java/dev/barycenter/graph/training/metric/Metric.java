package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A number that tells how good predictions are.
 *
 * <p>Formulas, arguments and defaults are those of {@code keras.metrics} in Keras 3. Masked rows do
 * not count in any metric (Keras forgets the mask in its counts of hits).
 */
public sealed interface Metric extends Serializable
    permits RowMetric,
        CountMetric,
        AUC,
        FScore,
        R2Score,
        ConfusionMatrix,
        RocCurves,
        Reliability,
        ErrorSums,
        ErrorHistogram {
  /** All metrics that a spec can name; the others are counted by an evaluation. */
  Family<Metric> FAMILY = new Family<>("metric", MetricCatalog.MEMBERS, refused());

  private static Map<String, String> refused() {
    String matrix = "there is no confusion matrix for segmentation. Use dice as loss, or accuracy.";
    return Map.of("IoU", matrix, "MeanIoU", matrix, "BinaryIoU", matrix, "OneHotIoU", matrix);
  }

  /**
   * Returns the number of sums that the metric keeps.
   *
   * @param prediction the shape of the output
   */
  int size(Shape prediction);

  /** Adds what a minibatch counts. */
  void add(double[] sums, Rows rows);

  /** Returns the metric of everything that was counted. */
  double result(double[] sums);

  /** Returns whether a larger result is a better one. */
  boolean higherIsBetter();

  /**
   * Returns the metric that is meant on an output of a certain kind; only {@code accuracy} means
   * different ones.
   *
   * @param prediction the shape of the output
   * @param target the shape of its targets
   */
  default Metric on(Shape prediction, Shape target) {
    return this;
  }

  /** Returns why the metric cannot be had on an output; empty if it can. */
  default List<String> check(Shape prediction, Shape target) {
    return List.of();
  }

  /** Returns the name in Keras, such as {@code mean_squared_error}. */
  default String name() {
    return Family.label(getClass());
  }
}
