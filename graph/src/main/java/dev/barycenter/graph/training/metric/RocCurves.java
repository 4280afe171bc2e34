package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The receiver operating characteristic of each class against all others.
 *
 * <p>Rows are counted in {@value #BINS} bins of their log-odds {@code log(p / (1 - p))}, each
 * {@code 1/16} wide, from -16 to 16; what lies beyond counts in the first or last bin. Of rows in
 * one bin nothing says which is more likely, so the area counts half of their pairs. The sums hold,
 * for each class, the bins of rows that are of it, then of rows that are not.
 *
 * @see <a href="https://doi.org/10.1016/j.patrec.2005.10.010">Fawcett, An introduction to ROC
 *     analysis, 2006</a>
 */
public record RocCurves(ClassScores scores) implements Metric {
  private static final int BINS = 512;
  private static final double REACH = 16;

  /** A threshold's share of wrong and right alarms. */
  public record Point(double falsePositiveRate, double truePositiveRate) {}

  @Override
  public int size(Shape prediction) {
    return 2 * BINS * MetricCheck.units(prediction);
  }

  @Override
  public void add(double[] sums, Rows rows) {
    for (int row = 0; row < rows.count(); row++) {
      if (!scores.counts(rows, row)) {
        continue;
      }
      double[] probabilities = scores.probabilities(rows, row);
      for (int i = 0; i < probabilities.length; i++) {
        int half = scores.is(rows, row, i) ? 0 : BINS;
        sums[2 * BINS * i + half + bin(probabilities[i])] += rows.weight(row);
      }
    }
  }

  private static int bin(double probability) {
    double odds = Math.log(probability / (1 - probability));
    return (int) Math.min(BINS - 1, Math.max(0, Math.floor((odds + REACH) * BINS / (2 * REACH))));
  }

  /** Returns the number of classes. */
  public int classes(double[] sums) {
    return sums.length / (2 * BINS);
  }

  /**
   * Returns the curve of a class from (0, 0) to (1, 1), a point for each bin that holds rows; empty
   * where all rows are of the class, or none.
   */
  public List<Point> curve(double[] sums, int index) {
    int at = 2 * BINS * index;
    double positives = total(sums, at);
    double negatives = total(sums, at + BINS);
    List<Point> points = new ArrayList<>();
    if (positives == 0 || negatives == 0) {
      return points;
    }
    points.add(new Point(0, 0));
    double right = 0;
    double wrong = 0;
    for (int bin = BINS - 1; bin >= 0; bin--) {
      if (sums[at + bin] + sums[at + BINS + bin] > 0) {
        right += sums[at + bin];
        wrong += sums[at + BINS + bin];
        points.add(new Point(wrong / negatives, right / positives));
      }
    }
    return points;
  }

  private static double total(double[] sums, int from) {
    return IntStream.range(from, from + BINS).mapToDouble(i -> sums[i]).sum();
  }

  /** Returns the area under the curve of a class; NaN where there is none. */
  public double area(double[] sums, int index) {
    List<Point> points = curve(sums, index);
    double area = points.isEmpty() ? Double.NaN : 0;
    for (int i = 1; i < points.size(); i++) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      double width = to.falsePositiveRate() - from.falsePositiveRate();
      area += width * (from.truePositiveRate() + to.truePositiveRate()) / 2;
    }
    return area;
  }

  /** Returns the mean area of the classes that have a curve. */
  @Override
  public double result(double[] sums) {
    return IntStream.range(0, classes(sums))
        .mapToDouble(i -> area(sums, i))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }
}
