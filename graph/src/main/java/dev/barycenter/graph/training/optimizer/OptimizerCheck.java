package dev.barycenter.graph.training.optimizer;

/** Checks of arguments that optimizers share. */
final class OptimizerCheck {
  private OptimizerCheck() {}

  /** Demands a decay of moments: from 0 up to, but without, 1. */
  static void decay(String argument, double number) {
    if (!(number >= 0 && number < 1)) {
      throw new IllegalArgumentException(
          "'%s' must be at least 0 and below 1, but was %s.".formatted(argument, number));
    }
  }

  static void notNegative(String argument, double number) {
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be at least 0, but was %s.".formatted(argument, number));
    }
  }
}
