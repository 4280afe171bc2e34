package dev.barycenter.graph.keras;

import java.util.Arrays;

/**
 * An array of float32 in C order: one weight, in Keras's layout.
 *
 * <p>Immutable as long as the array given to {@link #wrap} and the one that {@link #values} returns
 * are left alone: weights are large, so neither is copied.
 */
public final class Tensor {

  private final int[] shape;
  private final float[] values;

  private Tensor(int[] shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * Returns a tensor around an array.
   *
   * @param shape the length of each axis; empty for a scalar
   * @throws IllegalArgumentException if the shape has another number of elements
   */
  public static Tensor wrap(int[] shape, float[] values) {
    long elements = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "A tensor of shape %s has %d values, but %d were given."
              .formatted(Arrays.toString(shape), elements, values.length));
    }
    return new Tensor(shape.clone(), values);
  }

  /** Returns the length of each axis; empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns the values in C order, not copied. */
  public float[] values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor t
        && Arrays.equals(shape, t.shape)
        && Arrays.equals(values, t.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
