package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.layer.Shape;

/**
 * How often rows of each class are taken for each class: the one with the largest prediction, or
 * yes where a probability is above one half.
 *
 * <p>The sums are a matrix with a row for each true class and a column for each predicted one; for
 * classes that do not exclude each other, a matrix of no and yes for each of them.
 */
public record ConfusionMatrix(ClassScores scores) implements Metric {
  @Override
  public int size(Shape prediction) {
    int units = MetricCheck.units(prediction);
    return scores.exclusive() ? units * units : 4 * units;
  }

  @Override
  public void add(double[] sums, Rows rows) {
    for (int row = 0; row < rows.count(); row++) {
      if (!scores.counts(rows, row)) {
        continue;
      }
      if (scores.exclusive()) {
        sums[rows.label(row) * rows.width() + rows.best(row)] += rows.weight(row);
      } else {
        addUnits(sums, rows, row);
      }
    }
  }

  private void addUnits(double[] sums, Rows rows, int row) {
    double half = scores.logits() ? 0 : 0.5;
    for (int i = 0; i < rows.width(); i++) {
      int said = rows.prediction(row, i) > half ? 1 : 0;
      int right = scores.is(rows, row, i) ? 2 : 0;
      sums[4 * i + right + said] += rows.weight(row);
    }
  }

  /** Returns the matrices in the sums: one, or that of each class. */
  public int matrices(double[] sums) {
    return scores.exclusive() ? 1 : sums.length / 4;
  }

  /** Returns one matrix: its rows are the true classes. */
  public double[][] matrix(double[] sums, int index) {
    int side = scores.exclusive() ? (int) Math.round(Math.sqrt(sums.length)) : 2;
    double[][] matrix = new double[side][side];
    for (int i = 0; i < side; i++) {
      System.arraycopy(sums, (index * side + i) * side, matrix[i], 0, side);
    }
    return matrix;
  }

  /** Returns the share that is right. */
  @Override
  public double result(double[] sums) {
    double right = 0;
    double all = 0;
    for (int m = 0; m < matrices(sums); m++) {
      double[][] matrix = matrix(sums, m);
      for (int i = 0; i < matrix.length; i++) {
        right += matrix[i][i];
        for (double count : matrix[i]) {
          all += count;
        }
      }
    }
    return right / all;
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }
}
