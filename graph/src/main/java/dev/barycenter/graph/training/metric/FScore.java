package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code (1 + beta^2) precision recall / (beta^2 precision + recall)}.
 *
 * <p>The sums are, for each class, weighted: right yes, wrong yes, wrong no, targets.
 */
public sealed interface FScore extends Metric {
  /** How classes become one number. */
  enum Average {
    /** All counts are added first. */
    MICRO,
    /** The mean of the classes. */
    MACRO,
    /** The mean of the classes, weighted by their targets. */
    WEIGHTED
  }

  /** Returns how classes become one number; null where there is one class. */
  @Nullable Average average();

  /** Returns how much more recall counts than precision. */
  double beta();

  /** Returns where a yes begins; null for the largest prediction of a row. */
  @Nullable Double threshold();

  @Override
  default int size(Shape prediction) {
    return 4 * MetricCheck.units(prediction);
  }

  @Override
  default void add(double[] sums, Rows rows) {
    Double given = threshold();
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      float top = rows.prediction(row, rows.best(row));
      for (int i = 0; i < rows.width(); i++) {
        float p = rows.prediction(row, i);
        double t = weight * rows.target(row, i);
        boolean yes = given == null ? p >= top && Math.abs(p) > 1e-9f : p > given.floatValue();
        sums[4 * i] += yes ? t : 0;
        sums[4 * i + 1] += yes ? weight - t : 0;
        sums[4 * i + 2] += yes ? 0 : t;
        sums[4 * i + 3] += t;
      }
    }
  }

  @Override
  default double result(double[] sums) {
    int classes = sums.length / 4;
    double[] all = new double[4];
    double total = 0;
    double weights = 0;
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < 4; j++) {
        all[j] += sums[4 * i + j];
      }
      double weight = average() == Average.WEIGHTED ? sums[4 * i + 3] : 1;
      total += weight * score(sums, 4 * i);
      weights += weight;
    }
    return average() == Average.MICRO ? score(all, 0) : weights == 0 ? 0 : total / weights;
  }

  private double score(double[] sums, int at) {
    double precision = sums[at] / (sums[at] + sums[at + 1] + 1e-7);
    double recall = sums[at] / (sums[at] + sums[at + 2] + 1e-7);
    double squared = beta() * beta();
    return (1 + squared) * precision * recall / (squared * precision + recall + 1e-7);
  }

  @Override
  default boolean higherIsBetter() {
    return true;
  }

  @Override
  default List<String> check(Shape prediction, Shape target) {
    List<String> problems = new ArrayList<>(MetricCheck.equalWidths(this, prediction, target));
    if (average() == null && MetricCheck.units(prediction) > 1) {
      problems.add(
          "%s gives a number for each of %d classes. Give it average: macro, micro or weighted."
              .formatted(name(), prediction.last()));
    }
    return problems;
  }

  private static void checkThreshold(@Nullable Double threshold) {
    if (threshold != null && !(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "'threshold' must be above 0 and at most 1, but was %s.".formatted(threshold));
    }
  }

  /** The F score with beta 1: the harmonic mean of precision and recall. */
  @Alias("f1")
  record F1Score(
      @Default("null") @Nullable Average average, @Default("null") @Nullable Double threshold)
      implements FScore {
    /** Checks the threshold. */
    public F1Score {
      checkThreshold(threshold);
    }

    @Override
    public double beta() {
      return 1;
    }
  }

  /** The F score. */
  @Alias("fbeta_score")
  record FBetaScore(
      @Default("null") @Nullable Average average,
      @Default("1.0") double beta,
      @Default("null") @Nullable Double threshold)
      implements FScore {
    /** Checks the arguments. */
    public FBetaScore {
      checkThreshold(threshold);
      if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("'beta' must be positive, but was %s.".formatted(beta));
      }
    }
  }
}
