package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a classifier is right where it says how sure it is.
 *
 * <p>Rows are counted in {@value #BINS} bins of equal width over their confidence from 0 to 1: the
 * largest probability of a row and whether its class is right; or, of classes that do not exclude
 * each other, each probability and whether it is a yes. The sums are, bin by bin: rows, the sum of
 * confidences, and rows that are right.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al., On Calibration of Modern Neural
 *     Networks, 2017</a>
 */
public record Reliability(ClassScores scores) implements Metric {
  private static final int BINS = 15;

  /**
   * The rows with a confidence above {@code from} and up to {@code to}.
   *
   * @param count how many they are
   * @param confidence their mean confidence
   * @param accuracy the share of them that is right
   */
  public record Bin(double from, double to, double count, double confidence, double accuracy) {}

  @Override
  public int size(Shape prediction) {
    return 3 * BINS;
  }

  @Override
  public void add(double[] sums, Rows rows) {
    for (int row = 0; row < rows.count(); row++) {
      if (!scores.counts(rows, row)) {
        continue;
      }
      double[] probabilities = scores.probabilities(rows, row);
      if (scores.exclusive()) {
        int best = rows.best(row);
        add(sums, probabilities[best], scores.is(rows, row, best), rows.weight(row));
      } else {
        for (int i = 0; i < probabilities.length; i++) {
          add(sums, probabilities[i], scores.is(rows, row, i), rows.weight(row));
        }
      }
    }
  }

  private static void add(double[] sums, double confidence, boolean right, double weight) {
    int bin = (int) Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));
    sums[3 * bin] += weight;
    sums[3 * bin + 1] += weight * confidence;
    sums[3 * bin + 2] += right ? weight : 0;
  }

  /** Returns the bins that hold rows. */
  public List<Bin> bins(double[] sums) {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      double count = sums[3 * i];
      if (count > 0) {
        bins.add(
            new Bin(
                (double) i / BINS,
                (i + 1.0) / BINS,
                count,
                sums[3 * i + 1] / count,
                sums[3 * i + 2] / count));
      }
    }
    return bins;
  }

  /** Returns the expected calibration error: the mean gap of confidence and accuracy, by rows. */
  @Override
  public double result(double[] sums) {
    double gaps = 0;
    double all = 0;
    for (Bin bin : bins(sums)) {
      gaps += bin.count() * Math.abs(bin.accuracy() - bin.confidence());
      all += bin.count();
    }
    return gaps / all;
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }
}
