package dev.barycenter.graph.training.metric;

import java.io.Serializable;

/**
 * How the numbers of a classifier's output become probabilities.
 *
 * @param exclusive whether a row is of exactly one of its classes; else each number of a row is a
 *     yes or no of its own
 * @param logits whether the numbers still need a softmax over the row, or a sigmoid each
 */
public record ClassScores(boolean exclusive, boolean logits) implements Serializable {
  /** Returns the probabilities of a row. */
  double[] probabilities(Rows rows, int row) {
    double[] numbers = new double[rows.width()];
    double most = exclusive && logits ? rows.prediction(row, rows.best(row)) : 0;
    double total = 0;
    for (int i = 0; i < numbers.length; i++) {
      double number = rows.prediction(row, i);
      numbers[i] =
          !logits ? number : exclusive ? Math.exp(number - most) : 1 / (1 + Math.exp(-number));
      total += numbers[i];
    }
    for (int i = 0; exclusive && i < numbers.length; i++) {
      numbers[i] /= total;
    }
    return numbers;
  }

  /** Returns whether a row counts: it is not masked, and its label is a class. */
  boolean counts(Rows rows, int row) {
    return rows.weight(row) != 0
        && (!exclusive || (rows.label(row) >= 0 && rows.label(row) < rows.width()));
  }

  /** Returns whether a row is of a class. */
  boolean is(Rows rows, int row, int label) {
    return exclusive ? rows.label(row) == label : rows.target(row, label) > 0.5f;
  }
}
