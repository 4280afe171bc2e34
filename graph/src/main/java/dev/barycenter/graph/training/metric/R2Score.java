package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The share of the targets' variance that the predictions explain: {@code 1 - sum((t - p)^2) /
 * sum((t - mean(t))^2)}; 1 is perfect, 0 what the mean would do.
 *
 * <p>The sums are, for each unit, weighted: targets, squared targets, squared errors, weights; and
 * at the end the number of targets.
 *
 * @param classAggregation how units become one number
 * @param numRegressors the number of independent variables if the score is to be adjusted for them,
 *     else 0
 */
@Alias("r2")
public record R2Score(
    @Default("uniform_average") @Nullable Aggregation classAggregation,
    @Default("0") int numRegressors)
    implements Metric {
  /** How units become one number. */
  public enum Aggregation {
    /** Their mean. */
    UNIFORM_AVERAGE,
    /** Their mean, weighted by the variance of their targets. */
    VARIANCE_WEIGHTED_AVERAGE
  }

  /** Checks the arguments. */
  public R2Score {
    if (classAggregation == null) {
      throw new IllegalArgumentException(
          "'class_aggregation' is null, which gives a number for each unit. Use uniform_average.");
    }
    if (numRegressors < 0) {
      throw new IllegalArgumentException(
          "'num_regressors' must be at least 0, but was %d.".formatted(numRegressors));
    }
  }

  @Override
  public int size(Shape prediction) {
    return 4 * MetricCheck.units(prediction) + 1;
  }

  @Override
  public void add(double[] sums, Rows rows) {
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      for (int i = 0; i < rows.width(); i++) {
        double t = rows.target(row, i);
        double error = t - rows.prediction(row, i);
        sums[4 * i] += weight * t;
        sums[4 * i + 1] += weight * t * t;
        sums[4 * i + 2] += weight == 0 ? 0 : weight * error * error;
        sums[4 * i + 3] += weight;
      }
    }
    sums[sums.length - 1] += (double) rows.count() * rows.width();
  }

  @Override
  public double result(double[] sums) {
    double scores = 0;
    double weights = 0;
    for (int at = 0; at + 4 < sums.length; at += 4) {
      double variance = sums[at + 1] - sums[at] * sums[at] / sums[at + 3];
      double weight = classAggregation == Aggregation.UNIFORM_AVERAGE ? 1 : variance;
      double score = 1 - sums[at + 2] / variance;
      scores += weight * (Double.isInfinite(score) ? 0 : score);
      weights += weight;
    }
    return adjusted(scores / weights, sums[sums.length - 1]);
  }

  /** Returns the score adjusted for the number of regressors, where there are enough targets. */
  private double adjusted(double score, double targets) {
    double free = targets - numRegressors - 1;
    return numRegressors == 0 || free <= 0 ? score : 1 - (1 - score) * (targets - 1) / free;
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public List<String> check(Shape prediction, Shape target) {
    return MetricCheck.equalWidths(this, prediction, target);
  }
}
