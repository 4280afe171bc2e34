package dev.barycenter.graph.layer;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How far an array is from what it should be. */
final class Closeness {
  private Closeness() {}

  /**
   * Returns the largest difference, relative to the larger of 1 and the largest expected number.
   */
  static double error(INDArray actual, INDArray expected) {
    return error(actual, expected.castTo(DataType.DOUBLE).dup('c').data().asDouble());
  }

  /**
   * Returns the largest difference, relative to the larger of 1 and the largest expected number.
   */
  static double error(INDArray actual, double[] expected) {
    double[] numbers = actual.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    if (actual.length() != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double size = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(numbers[i] - expected[i]));
    }
    return worst / size;
  }
}
