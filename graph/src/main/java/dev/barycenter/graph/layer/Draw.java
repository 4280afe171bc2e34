package dev.barycenter.graph.layer;

import java.util.SplittableRandom;

/** Random numbers for starting weights. */
final class Draw {
  /** The standard deviation of a standard normal truncated to two standard deviations. */
  static final double TRUNCATED_DEVIATION = 0.8796256610342398;

  private Draw() {}

  /** Returns fan_in and fan_out of a weight in Keras's layout. */
  static double[] fans(Shape shape) {
    if (shape.rank() < 2) {
      double only = shape.rank() == 0 ? 1 : shape.dim(0);
      return new double[] {only, only};
    }
    double field = 1;
    for (int i = 0; i < shape.rank() - 2; i++) {
      field *= shape.dim(i);
    }
    return new double[] {shape.dim(-2) * field, shape.dim(-1) * field};
  }

  static float[] uniform(int count, double low, double high, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return values;
  }

  static float[] normal(int count, double mean, double deviation, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (mean + deviation * standardNormal(random));
    }
    return values;
  }

  static float[] truncatedNormal(
      int count, double mean, double deviation, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double z = standardNormal(random);
      while (Math.abs(z) > 2) {
        z = standardNormal(random);
      }
      values[i] = (float) (mean + deviation * z);
    }
    return values;
  }

  /** Returns one standard normal number by the Box-Muller transform. */
  private static double standardNormal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** Returns a matrix with orthonormal rows or columns, by Gram-Schmidt on normal vectors. */
  static float[] orthogonal(int rows, int columns, double gain, SplittableRandom random) {
    int vectors = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] basis = new double[vectors][length];
    for (int v = 0; v < vectors; v++) {
      for (int i = 0; i < length; i++) {
        basis[v][i] = standardNormal(random);
      }
      for (int pass = 0; pass < 2; pass++) { // twice is enough (Kahan)
        for (int w = 0; w < v; w++) {
          double dot = dot(basis[v], basis[w]);
          for (int i = 0; i < length; i++) {
            basis[v][i] -= dot * basis[w][i];
          }
        }
      }
      double norm = Math.sqrt(dot(basis[v], basis[v]));
      for (int i = 0; i < length; i++) {
        basis[v][i] /= norm;
      }
    }
    float[] matrix = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix[r * columns + c] = (float) (gain * (rows < columns ? basis[r][c] : basis[c][r]));
      }
    }
    return matrix;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
