package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of hits and misses of yes-or-no predictions, or a share of them.
 *
 * <p>A prediction says yes where it is above the threshold, each unit for itself; a target is a yes
 * unless it is 0. The sums are, weighted: right yes, wrong yes, right no, wrong no.
 */
public sealed interface CountMetric extends Metric {
  /** Returns where a yes begins; null for 0.5. */
  @Nullable Double thresholds();

  /** Returns how many of a row's largest predictions may be a yes; null for all of them. */
  default @Nullable Integer topK() {
    return null;
  }

  /** Returns the only unit that counts; null for all of them. */
  default @Nullable Integer classId() {
    return null;
  }

  @Override
  default int size(Shape prediction) {
    return 4;
  }

  @Override
  default void add(double[] sums, Rows rows) {
    Integer most = topK();
    Integer only = classId();
    Double given = thresholds();
    float threshold = given != null ? given.floatValue() : most == null ? 0.5f : -1e10f;
    int from = only == null ? 0 : only;
    int to = only == null ? rows.width() : only + 1;
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      for (int i = from; i < to; i++) {
        boolean yes =
            rows.prediction(row, i) > threshold && (most == null || rows.rank(row, i) < most);
        boolean truth = rows.target(row, i) != 0;
        sums[(yes ? 0 : 2) + (yes == truth ? 0 : 1)] += weight;
      }
    }
  }

  @Override
  default List<String> check(Shape prediction, Shape target) {
    return MetricCheck.equalWidths(this, prediction, target);
  }

  private static double share(double part, double rest) {
    return part + rest == 0 ? 0 : part / (part + rest);
  }

  private static void checkThreshold(@Nullable Double threshold) {
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "'thresholds' must be one number from 0 to 1, but was %s.".formatted(threshold));
    }
  }

  private static void checkUnits(@Nullable Integer topK, @Nullable Integer classId) {
    if (topK != null) {
      MetricCheck.positive("top_k", topK);
    }
    if (classId != null && classId < 0) {
      throw new IllegalArgumentException(
          "'class_id' must be at least 0, but was %d.".formatted(classId));
    }
  }

  /** The share of a yes that is right. */
  record Precision(
      @Default("null") @Nullable Double thresholds,
      @Default("null") @Nullable Integer topK,
      @Default("null") @Nullable Integer classId)
      implements CountMetric {
    /** Checks the arguments. */
    public Precision {
      checkThreshold(thresholds);
      checkUnits(topK, classId);
    }

    @Override
    public double result(double[] sums) {
      return share(sums[0], sums[1]);
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }

  /** The share of what is true that is found. */
  record Recall(
      @Default("null") @Nullable Double thresholds,
      @Default("null") @Nullable Integer topK,
      @Default("null") @Nullable Integer classId)
      implements CountMetric {
    /** Checks the arguments. */
    public Recall {
      checkThreshold(thresholds);
      checkUnits(topK, classId);
    }

    @Override
    public double result(double[] sums) {
      return share(sums[0], sums[3]);
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }

  /** How often a yes is right. */
  record TruePositives(@Default("null") @Nullable Double thresholds) implements CountMetric {
    /** Checks the threshold. */
    public TruePositives {
      checkThreshold(thresholds);
    }

    @Override
    public double result(double[] sums) {
      return sums[0];
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }

  /** How often a yes is wrong. */
  record FalsePositives(@Default("null") @Nullable Double thresholds) implements CountMetric {
    /** Checks the threshold. */
    public FalsePositives {
      checkThreshold(thresholds);
    }

    @Override
    public double result(double[] sums) {
      return sums[1];
    }

    @Override
    public boolean higherIsBetter() {
      return false;
    }
  }

  /** How often a no is right. */
  record TrueNegatives(@Default("null") @Nullable Double thresholds) implements CountMetric {
    /** Checks the threshold. */
    public TrueNegatives {
      checkThreshold(thresholds);
    }

    @Override
    public double result(double[] sums) {
      return sums[2];
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }

  /** How often a no is wrong. */
  record FalseNegatives(@Default("null") @Nullable Double thresholds) implements CountMetric {
    /** Checks the threshold. */
    public FalseNegatives {
      checkThreshold(thresholds);
    }

    @Override
    public double result(double[] sums) {
      return sums[3];
    }

    @Override
    public boolean higherIsBetter() {
      return false;
    }
  }
}
