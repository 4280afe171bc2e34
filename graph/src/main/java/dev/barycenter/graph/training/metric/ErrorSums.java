package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;

/**
 * What the errors of each number of an output come to; an error is the prediction less the target.
 *
 * <p>The sums are, number by number: rows, targets, squared targets, predictions, squared
 * predictions, absolute errors, squared errors.
 */
public record ErrorSums() implements Metric {
  private static final int SUMS = 7;

  /**
   * The errors of one number of an output, or of all together.
   *
   * @param mae the mean absolute error
   * @param rmse the root mean squared error
   * @param r2 the share of the targets' variance that the predictions explain; NaN for targets that
   *     do not vary
   * @param bias the mean error
   */
  public record Errors(double mae, double rmse, double r2, double bias) {}

  /** Mean and standard deviation. */
  public record Spread(double mean, double deviation) {}

  @Override
  public int size(Shape prediction) {
    return SUMS * MetricCheck.units(prediction);
  }

  @Override
  public void add(double[] sums, Rows rows) {
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      for (int i = 0; weight != 0 && i < rows.width(); i++) {
        double t = rows.target(row, i);
        double p = rows.prediction(row, i);
        double[] parts = {1, t, t * t, p, p * p, Math.abs(p - t), (p - t) * (p - t)};
        for (int j = 0; j < SUMS; j++) {
          sums[SUMS * i + j] += weight * parts[j];
        }
      }
    }
  }

  /** Returns how many numbers the output has. */
  public int units(double[] sums) {
    return sums.length / SUMS;
  }

  /** Returns the errors of one number. */
  public Errors errors(double[] sums, int unit) {
    return errors(sums, unit, unit + 1);
  }

  /** Returns the errors of all numbers together, their targets spread around a mean of each. */
  public Errors errors(double[] sums) {
    return errors(sums, 0, units(sums));
  }

  private static Errors errors(double[] sums, int from, int to) {
    double variation = 0;
    for (int unit = from; unit < to; unit++) {
      int at = SUMS * unit;
      variation += sums[at + 2] - sums[at + 1] * sums[at + 1] / sums[at];
    }
    double[] all = total(sums, from, to);
    return new Errors(
        all[5] / all[0],
        Math.sqrt(all[6] / all[0]),
        variation > 0 ? 1 - all[6] / variation : Double.NaN,
        (all[3] - all[1]) / all[0]);
  }

  private static double[] total(double[] sums, int from, int to) {
    double[] all = new double[SUMS];
    for (int i = SUMS * from; i < SUMS * to; i++) {
      all[i % SUMS] += sums[i];
    }
    return all;
  }

  /** Returns how the errors of all numbers spread. */
  public Spread errorSpread(double[] sums) {
    double[] all = total(sums, 0, units(sums));
    return spread(all[0], all[3] - all[1], all[6]);
  }

  /** Returns how targets and predictions spread, taken together. */
  public Spread valueSpread(double[] sums) {
    double[] all = total(sums, 0, units(sums));
    return spread(2 * all[0], all[1] + all[3], all[2] + all[4]);
  }

  private static Spread spread(double count, double sum, double squares) {
    double mean = sum / count;
    return new Spread(mean, Math.sqrt(Math.max(0, squares / count - mean * mean)));
  }

  /** Returns the root mean squared error. */
  @Override
  public double result(double[] sums) {
    return errors(sums).rmse();
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }
}
