package dev.barycenter.worker.averaging;

/**
 * Arithmetic on the first values of arrays.
 *
 * <p>All operands start at index 0: with an offset that it cannot see through, the JIT compiler of
 * JDK 17 does not turn a loop into vector instructions, and copying a chunk first is several times
 * cheaper than that.
 */
final class Chunks {

  private Chunks() {}

  /** Returns {@code count} values of {@code from}, starting at {@code at}, in {@code into}. */
  static float[] copy(float[] from, int at, float[] into, int count) {
    System.arraycopy(from, at, into, 0, count);
    return into;
  }

  /** {@code a += b}. */
  static void add(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] += b[i];
    }
  }

  /** {@code a -= b}. */
  static void subtract(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] -= b[i];
    }
  }

  /** {@code a += b * b}. */
  static void addSquares(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] += b[i] * b[i];
    }
  }

  /** {@code a -= b * b}, but not below 0. */
  static void subtractSquares(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = Math.max(0, a[i] - b[i] * b[i]);
    }
  }

  /** {@code a *= factor}. */
  static void scale(float[] a, float factor, int count) {
    for (int i = 0; i < count; i++) {
      a[i] *= factor;
    }
  }

  /** {@code a /= divisor}. */
  static void divide(float[] a, float divisor, int count) {
    for (int i = 0; i < count; i++) {
      a[i] /= divisor;
    }
  }
}
