package dev.barycenter.graph.training.optimizer;

/**
 * What one step has for all weights.
 *
 * @param rate the learning rate
 * @param number the number of the step as the state counts, from 1 (Adam's {@code t})
 * @param keep the share of each weight that weight decay leaves
 */
record Step(float rate, long number, float keep) {
  /** Returns {@code 1 - beta^number}, with the roundings of float32 arithmetic. */
  float correction(double beta) {
    return 1 - power(beta, number);
  }

  /** Returns {@code base^exponent} in float32. */
  static float power(double base, long exponent) {
    return (float) StrictMath.pow((float) base, (double) exponent);
  }
}
