package dev.barycenter.graph.training.loss;

/** Checks of arguments that losses share. */
final class LossCheck {
  private LossCheck() {}

  static void smoothing(double number) {
    if (!(number >= 0 && number <= 1)) {
      throw new IllegalArgumentException(
          "'label_smoothing' must be from 0 to 1, but was %s.".formatted(number));
    }
  }

  static void positive(String argument, double number) {
    if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be positive, but was %s.".formatted(argument, number));
    }
  }

  static void notNegative(String argument, double number) {
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be at least 0, but was %s.".formatted(argument, number));
    }
  }
}
