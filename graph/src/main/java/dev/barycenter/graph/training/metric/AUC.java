package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The area under a curve of shares that a moving threshold draws, as a sum over {@code
 * num_thresholds} thresholds.
 *
 * <p>The sums are two histograms of the predictions over the thresholds: those with a true target,
 * then those with a false one. With ROC the curve is the right share of what is true over the wrong
 * share of what is false; with PR it is the precision over the recall (Davis and Goadrich, ICML
 * 2006).
 *
 * @param numThresholds the number of thresholds from 0 to 1, both included; at least 2
 * @param thresholds the thresholds between 0 and 1 if they are not to be even; null for even ones
 * @param multiLabel must be false; {@code numLabels} and {@code labelWeights} must be null
 * @param fromLogits whether predictions still need a sigmoid
 */
public record AUC(
    @Default("200") int numThresholds,
    @Default("roc") Curve curve,
    @Default("interpolation") Summation summationMethod,
    @Default("null") @Nullable List<Double> thresholds,
    @Default("false") boolean multiLabel,
    @Default("null") @Nullable Integer numLabels,
    @Default("null") @Nullable List<Double> labelWeights,
    @Default("false") boolean fromLogits)
    implements Metric {
  /** What is drawn. */
  public enum Curve {
    /** Receiver operating characteristic. */
    @Alias("ROC")
    ROC,
    /** Precision over recall. */
    @Alias("PR")
    PR
  }

  /** How the area between two thresholds is taken. */
  public enum Summation {
    /** With the middle of both heights; for PR by interpolating the counts. */
    INTERPOLATION,
    /** With the larger height. */
    MAJORING,
    /** With the smaller height. */
    MINORING
  }

  /** Checks the arguments. */
  public AUC {
    if (multiLabel || numLabels != null || labelWeights != null) {
      throw new IllegalArgumentException(
          "AUC has multi_label: %s, num_labels: %s and label_weights: %s, but takes all units together. Leave them out."
              .formatted(multiLabel, numLabels, labelWeights));
    }
    if (thresholds != null) {
      thresholds = thresholds.stream().sorted().toList();
      numThresholds = thresholds.size() + 2;
      if (thresholds.stream().anyMatch(t -> !(t >= 0 && t <= 1))) {
        throw new IllegalArgumentException(
            "'thresholds' must be from 0 to 1, but were %s.".formatted(thresholds));
      }
    }
    if (numThresholds < 2) {
      throw new IllegalArgumentException(
          "'num_thresholds' must be at least 2, but was %d.".formatted(numThresholds));
    }
  }

  @Override
  public int size(Shape prediction) {
    return 2 * numThresholds;
  }

  @Override
  public void add(double[] sums, Rows rows) {
    float[] inner = inner();
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      for (int i = 0; i < rows.width(); i++) {
        int bucket = bucket(rows.prediction(row, i), inner);
        sums[rows.target(row, i) != 0 ? bucket : numThresholds + bucket] += weight;
      }
    }
  }

  private float[] inner() {
    if (thresholds == null) {
      return new float[0];
    }
    float[] inner = new float[thresholds.size()];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = thresholds.get(i).floatValue();
    }
    return inner;
  }

  /** Returns the last threshold that a prediction is above. */
  private int bucket(float prediction, float[] inner) {
    float p = fromLogits ? (float) (1 / (1 + Math.exp(-prediction))) : prediction;
    float inside = Math.min(Math.max(p, 0), 1);
    if (thresholds == null) {
      return Math.max((int) Math.ceil(inside * (numThresholds - 1)) - 1, 0);
    }
    int at = Arrays.binarySearch(inner, inside);
    while (at > 0 && inner[at - 1] == inside) {
      at--;
    }
    return at >= 0 ? at : -at - 1;
  }

  @Override
  public double result(double[] sums) {
    double[] truePositives = fromAbove(sums, 0);
    double[] falsePositives = fromAbove(sums, numThresholds);
    double area = 0;
    for (int i = 0; i + 1 < numThresholds; i++) {
      area +=
          curve == Curve.PR && summationMethod == Summation.INTERPOLATION
              ? interpolated(truePositives, falsePositives, i)
              : slab(truePositives, falsePositives, i);
    }
    return area;
  }

  /** Returns how many predictions are above each threshold. */
  private double[] fromAbove(double[] sums, int start) {
    double[] above = new double[numThresholds];
    double sum = 0;
    for (int i = numThresholds - 1; i >= 0; i--) {
      sum += sums[start + i];
      above[i] = sum;
    }
    return above;
  }

  private double slab(double[] truePositives, double[] falsePositives, int i) {
    double left = height(truePositives, falsePositives, i);
    double right = height(truePositives, falsePositives, i + 1);
    double height =
        switch (summationMethod) {
          case INTERPOLATION -> (left + right) / 2;
          case MAJORING -> Math.max(left, right);
          case MINORING -> Math.min(left, right);
        };
    double[] across = curve == Curve.ROC ? falsePositives : truePositives;
    return ratio(across[i] - across[i + 1], across[0]) * height;
  }

  private double height(double[] truePositives, double[] falsePositives, int i) {
    return curve == Curve.ROC
        ? ratio(truePositives[i], truePositives[0])
        : ratio(truePositives[i], truePositives[i] + falsePositives[i]);
  }

  private static double interpolated(double[] truePositives, double[] falsePositives, int i) {
    double gained = truePositives[i] - truePositives[i + 1];
    double before = truePositives[i] + falsePositives[i];
    double after = truePositives[i + 1] + falsePositives[i + 1];
    double slope = ratio(gained, Math.max(before - after, 0));
    double intercept = truePositives[i + 1] - slope * after;
    double quotient = before > 0 && after > 0 ? before / after : 1;
    return ratio(slope * (gained + intercept * Math.log(quotient)), truePositives[0]);
  }

  private static double ratio(double a, double b) {
    return b == 0 ? 0 : a / b;
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
