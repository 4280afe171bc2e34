package dev.barycenter.graph.training.optimizer;

/**
 * Where one trainable weight, such as a kernel, stands in the flat vectors of weights and
 * gradients.
 *
 * @param start the position of its first number
 * @param length how many numbers it has
 */
public record WeightRange(int start, int length) {
  /** Checks the numbers. */
  public WeightRange {
    if (start < 0 || length < 0) {
      throw new IllegalArgumentException(
          "A weight of %d numbers from position %d; expected numbers of at least 0."
              .formatted(length, start));
    }
  }

  /** Returns the position after its last number. */
  public int end() {
    return Math.addExact(start, length);
  }
}
