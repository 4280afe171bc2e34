package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;

/**
 * How errors spread, and which predictions which targets get: {@value #BINS} bins of equal width
 * over the errors, and as many squared over targets and predictions. What lies outside counts in
 * the outermost bins.
 *
 * <p>The sums are the bins of errors, then those of the square, targets along its rows.
 *
 * @param errors where the bins of errors lie
 * @param values where those of targets and predictions lie
 */
public record ErrorHistogram(Range errors, Range values) implements Metric {
  /** The bins along each axis. */
  public static final int BINS = 64;

  /** From the start of the first bin to the end of the last. */
  public record Range(double from, double to) implements java.io.Serializable {
    /** Checks that there is something between. */
    public Range {
      if (!(from < to)) {
        throw new IllegalArgumentException("A range from %s to %s.".formatted(from, to));
      }
    }

    /** Returns the range of four standard deviations on both sides of the mean. */
    public static Range of(ErrorSums.Spread spread) {
      double least = 1e-6 * Math.max(1, Math.abs(spread.mean()));
      double reach = Math.max(4 * spread.deviation(), least);
      return new Range(spread.mean() - reach, spread.mean() + reach);
    }

    /** Returns where a bin starts. */
    public double start(int bin) {
      return from + (to - from) * bin / BINS;
    }

    private int bin(double value) {
      return (int) Math.min(BINS - 1, Math.max(0, Math.floor((value - from) / (to - from) * BINS)));
    }
  }

  @Override
  public int size(Shape prediction) {
    return BINS + BINS * BINS;
  }

  @Override
  public void add(double[] sums, Rows rows) {
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      for (int i = 0; weight != 0 && i < rows.width(); i++) {
        double t = rows.target(row, i);
        double p = rows.prediction(row, i);
        sums[errors.bin(p - t)] += weight;
        sums[BINS + values.bin(t) * BINS + values.bin(p)] += weight;
      }
    }
  }

  /** Returns the middle of the bin of errors that holds the median. */
  @Override
  public double result(double[] sums) {
    double all = 0;
    for (int i = 0; i < BINS; i++) {
      all += sums[i];
    }
    int bin = 0;
    for (double below = sums[0]; below < all / 2 && bin < BINS - 1; below += sums[bin]) {
      bin++;
    }
    return (errors.start(bin) + errors.start(bin + 1)) / 2;
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }
}
