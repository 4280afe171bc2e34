package dev.barycenter.graph.training.metric;

import org.jspecify.annotations.Nullable;

/**
 * Predictions and targets of a minibatch, row by row, in C order.
 *
 * <p>The first {@code examples} examples count; arrays may be longer, as those of a last, partial
 * minibatch are. The arrays are not copied.
 */
public final class Rows {
  private final int examples;
  private final int perExample;
  private final int width;
  private final float[] predictions;
  private final int targetWidth;
  private final float[] targets;
  private final float @Nullable [] weights;

  /**
   * Creates rows that all count the same.
   *
   * @param examples the number of examples
   * @param perExample the rows of one example: 1, or the time steps of a sequence
   * @param width the length of a row of predictions
   * @param predictions {@code examples * perExample * width} numbers
   * @param targetWidth the length of a row of targets: {@code width}, or 1 for labels
   * @param targets {@code examples * perExample * targetWidth} numbers
   */
  public Rows(
      int examples,
      int perExample,
      int width,
      float[] predictions,
      int targetWidth,
      float[] targets) {
    this(examples, perExample, width, predictions, targetWidth, targets, null);
  }

  private Rows(
      int examples,
      int perExample,
      int width,
      float[] predictions,
      int targetWidth,
      float[] targets,
      float @Nullable [] weights) {
    demand("predictions", predictions.length, (long) examples * perExample * width);
    demand("targets", targets.length, (long) examples * perExample * targetWidth);
    this.examples = examples;
    this.perExample = perExample;
    this.width = width;
    this.predictions = predictions;
    this.targetWidth = targetWidth;
    this.targets = targets;
    this.weights = weights;
  }

  private static void demand(String what, int found, long expected) {
    if (found < expected) {
      throw new IllegalArgumentException(
          "Found %d %s of a minibatch: expected %d.".formatted(found, what, expected));
    }
  }

  /**
   * Returns the rows with weights, multiplied with those that they have.
   *
   * @param factors a number for each row, such as a mask of 0 and 1, or one for each example
   */
  public Rows weighted(float[] factors) {
    boolean perRow = factors.length >= count();
    demand("weights", factors.length, perRow ? count() : examples);
    float[] combined = new float[count()];
    for (int row = 0; row < combined.length; row++) {
      float factor = factors[perRow ? row : row / perExample];
      combined[row] = weights == null ? factor : factor * weights[row];
    }
    return new Rows(examples, perExample, width, predictions, targetWidth, targets, combined);
  }

  /** Returns the rows with other targets of the same width. */
  Rows withTargets(float[] others) {
    return new Rows(examples, perExample, width, predictions, targetWidth, others, weights);
  }

  /** Returns the rows of one example. */
  int perExample() {
    return perExample;
  }

  /** Returns the length of a row of predictions. */
  int width() {
    return width;
  }

  /** Returns the number of targets. */
  int targetCount() {
    return count() * targetWidth;
  }

  /** Returns a target by its position among all. */
  float target(int position) {
    return targets[position];
  }

  /** Returns the number of rows. */
  int count() {
    return examples * perExample;
  }

  /** Returns the weight of a row. */
  double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  /** Returns one prediction. */
  float prediction(int row, int i) {
    return predictions[row * width + i];
  }

  /** Returns one target. */
  float target(int row, int i) {
    return targets[row * targetWidth + i];
  }

  /** Returns the position of the largest prediction of a row, the first one of equals. */
  int best(int row) {
    return largest(predictions, row * width, width);
  }

  /** Returns the class of a row: its label, or the position of its largest target. */
  int label(int row) {
    return targetWidth == 1 && width > 1
        ? (int) targets[row]
        : largest(targets, row * targetWidth, targetWidth);
  }

  private static int largest(float[] numbers, int from, int length) {
    int best = 0;
    for (int i = 1; i < length; i++) {
      if (numbers[from + i] > numbers[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /** Returns how many predictions of a row are larger than the one at a position. */
  int above(int row, int position) {
    float bar = prediction(row, position);
    int above = 0;
    for (int i = 0; i < width; i++) {
      above += prediction(row, i) > bar ? 1 : 0;
    }
    return above;
  }

  /** Returns the place of a prediction among those of its row, from 0; of equals the first wins. */
  int rank(int row, int position) {
    int rank = above(row, position);
    for (int i = 0; i < position; i++) {
      rank += prediction(row, i) == prediction(row, position) ? 1 : 0;
    }
    return rank;
  }
}
