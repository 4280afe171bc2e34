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
  record Histogram(double from, double to, List<Double> counts) {}

  /** Counts in squares; a row for each bin of targets, a column for each of predictions. */
  record Histogram2D(double from, double to, List<List<Double>> counts) {}

  /** Returns the figures of what was counted. */
  static Regression of(ErrorSums sums, double[] errors, ErrorHistogram histogram, double[] bins) {
    List<ErrorSums.Errors> numbers = new ArrayList<>();
    for (int i = 0; i < sums.units(errors) && sums.units(errors) > 1; i++) {
      numbers.add(sums.errors(errors, i));
    }
    int side = ErrorHistogram.BINS;
    List<Double> counts = Arrays.stream(bins).boxed().toList();
    List<List<Double>> square = new ArrayList<>();
    for (int i = 1; i <= side; i++) {
      square.add(counts.subList(side * i, side * (i + 1)));
    }
    return new Regression(
        sums.errors(errors),
        numbers,
        new Histogram(histogram.errors().from(), histogram.errors().to(), counts.subList(0, side)),
        new Histogram2D(histogram.values().from(), histogram.values().to(), square));
  }
}
