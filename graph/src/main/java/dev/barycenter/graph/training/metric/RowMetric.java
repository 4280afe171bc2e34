package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;

/**
 * A weighted mean over rows: every example counts once, however many rows it has, unless rows have
 * weights.
 */
sealed interface RowMetric extends Metric permits AccuracyMetric, ErrorMetric, ProbabilityMetric {
  /** Returns the value of one row. */
  double value(Rows rows, int row);

  @Override
  default int size(Shape prediction) {
    return 2;
  }

  @Override
  default void add(double[] sums, Rows rows) {
    double total = 0;
    double count = 0;
    for (int row = 0; row < rows.count(); row++) {
      double weight = rows.weight(row);
      // A row without weight may hold anything, NaN too.
      total += weight == 0 ? 0 : weight * value(rows, row);
      count += weight;
    }
    sums[0] += total / rows.perExample();
    sums[1] += count / rows.perExample();
  }

  @Override
  default double result(double[] sums) {
    return sums[1] == 0 ? 0 : sums[0] / sums[1];
  }

  @Override
  default boolean higherIsBetter() {
    return false;
  }
}
