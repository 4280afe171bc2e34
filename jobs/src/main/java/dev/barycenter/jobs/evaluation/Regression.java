package dev.barycenter.jobs.evaluation;

import dev.barycenter.graph.training.metric.ErrorHistogram;
import dev.barycenter.graph.training.metric.ErrorSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The figures of a regression. A residual is the prediction less the target.
 *
 * @param errors of all numbers of the output together
 * @param numbers the errors of each, where there are several
 * @param residuals how the residuals spread
 * @param values how predictions and targets lie to each other
 */
record Regression(
    ErrorSums.Errors errors,
    List<ErrorSums.Errors> numbers,
    Histogram residuals,
    Histogram2D values) {

  /** Counts in bins of equal width between two numbers; the outermost hold what lies beyond. */
  record Histogram(double from, double to, double[] counts) {}

  /** Counts in squares; a row for each bin of targets, a column for each of predictions. */
  record Histogram2D(double from, double to, double[][] counts) {}

  /** Returns the figures of what was counted. */
  static Regression of(ErrorSums sums, double[] errors, ErrorHistogram histogram, double[] bins) {
    List<ErrorSums.Errors> numbers = new ArrayList<>();
    for (int i = 0; i < sums.units(errors) && sums.units(errors) > 1; i++) {
      numbers.add(sums.errors(errors, i));
    }
    int side = ErrorHistogram.BINS;
    double[][] square = new double[side][];
    for (int i = 0; i < side; i++) {
      square[i] = Arrays.copyOfRange(bins, side * (i + 1), side * (i + 2));
    }
    return new Regression(
        sums.errors(errors),
        numbers,
        new Histogram(
            histogram.errors().from(), histogram.errors().to(), Arrays.copyOf(bins, side)),
        new Histogram2D(histogram.values().from(), histogram.values().to(), square));
  }
}
