package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How unlikely predicted probabilities make the targets. */
public sealed interface ProbabilityMetric extends RowMetric {
  /** Keras's smallest probability. */
  double EPSILON = 1e-7;

  /** The largest probability in float32. */
  double LARGEST = (float) (1 - EPSILON);

  private static double clipped(double p) {
    return Math.min(Math.max(p, EPSILON), LARGEST);
  }

  /** Returns what turns a row's predictions into logarithms: the sum, or the log of the sum. */
  private static double norm(Rows rows, int row, boolean logits) {
    if (!logits) {
      double sum = 0;
      for (int i = 0; i < rows.width(); i++) {
        sum += rows.prediction(row, i);
      }
      return sum;
    }
    double top = rows.prediction(row, rows.best(row));
    double sum = 0;
    for (int i = 0; i < rows.width(); i++) {
      sum += Math.exp(rows.prediction(row, i) - top);
    }
    return top + Math.log(sum);
  }

  private static double log(Rows rows, int row, int i, boolean logits, double norm) {
    double p = rows.prediction(row, i);
    return logits ? p - norm : Math.log(clipped(p / norm));
  }

  /** {@code sum(t log(t / p))}, both clipped to [eps, 1]. */
  @Alias({"kld", "KLD", "kullback_leibler_divergence"})
  record KLDivergence() implements ProbabilityMetric {
    @Override
    public double value(Rows rows, int row) {
      double sum = 0;
      for (int i = 0; i < rows.width(); i++) {
        double t = Math.min(Math.max(rows.target(row, i), EPSILON), 1);
        double p = Math.min(Math.max(rows.prediction(row, i), EPSILON), 1);
        sum += t * Math.log(t / p);
      }
      return sum;
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.equalWidths(this, prediction, target);
    }
  }

  /** The loss of the same name: {@code mean(-t log(p) - (1 - t) log(1 - p))}. */
  @Alias({"bce", "BCE"})
  record BinaryCrossentropy(
      @Default("false") boolean fromLogits, @Default("0") double labelSmoothing)
      implements ProbabilityMetric {
    @Override
    public double value(Rows rows, int row) {
      double sum = 0;
      for (int i = 0; i < rows.width(); i++) {
        double t = rows.target(row, i) * (1 - labelSmoothing) + labelSmoothing / 2;
        double p = rows.prediction(row, i);
        sum += fromLogits ? ofLogit(t, p) : ofProbability(t, clipped(p));
      }
      return sum / rows.width();
    }

    private static double ofLogit(double t, double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - t * x;
    }

    private static double ofProbability(double t, double p) {
      return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.equalWidths(this, prediction, target);
    }
  }

  /** The loss of the same name: {@code -sum(t log(p))}. */
  record CategoricalCrossentropy(
      @Default("false") boolean fromLogits,
      @Default("0") double labelSmoothing,
      @Default("-1") int axis)
      implements ProbabilityMetric {
    /** Checks that the axis is the last one. */
    public CategoricalCrossentropy {
      lastAxis(axis);
    }

    @Override
    public double value(Rows rows, int row) {
      double norm = norm(rows, row, fromLogits);
      double sum = 0;
      for (int i = 0; i < rows.width(); i++) {
        double t = rows.target(row, i) * (1 - labelSmoothing) + labelSmoothing / rows.width();
        sum -= t * log(rows, row, i, fromLogits, norm);
      }
      return sum;
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.equalWidths(this, prediction, target);
    }
  }

  /** The loss of the same name: {@code -log(p[label])}. */
  record SparseCategoricalCrossentropy(
      @Default("false") boolean fromLogits,
      @Default("null") @Nullable Integer ignoreClass,
      @Default("-1") int axis)
      implements ProbabilityMetric {
    /** Checks that the axis is the last one and that no class is ignored. */
    public SparseCategoricalCrossentropy {
      lastAxis(axis);
      if (ignoreClass != null) {
        throw new IllegalArgumentException(
            "'ignore_class' of the metric SparseCategoricalCrossentropy must be null, but was %d. The loss has it."
                .formatted(ignoreClass));
      }
    }

    @Override
    public double value(Rows rows, int row) {
      int label = (int) rows.target(row, 0);
      return -log(rows, row, label, fromLogits, norm(rows, row, fromLogits));
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.labels(this, prediction, target);
    }
  }

  private static void lastAxis(int axis) {
    if (axis != -1) {
      throw new IllegalArgumentException(
          "'axis' of a metric must be -1, but was %d.".formatted(axis));
    }
  }
}
