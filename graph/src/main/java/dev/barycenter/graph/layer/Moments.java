package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Mean and variance over some axes, which they keep with length 1.
 *
 * @param mean the mean
 * @param variance the biased variance: the mean of squared distances from the mean
 * @param distance each element's distance from the mean, of the elements' shape
 */
record Moments(Value mean, Value variance, Value distance) {

  /** Records the moments of all elements. */
  static Moments of(Ops ops, Value x, int... axes) {
    Value mean = ops.mean(x, true, axes);
    Value distance = ops.subtract(x, mean);
    return new Moments(mean, ops.mean(ops.square(distance), true, axes), distance);
  }

  /**
   * Records the moments of the elements that a mask lets count.
   *
   * @param mask of the shape of x without its last axis; null for all elements
   */
  static Moments of(Ops ops, Value x, @Nullable Value mask, int... axes) {
    if (mask == null) {
      return of(ops, x, axes);
    }
    Value counts = ops.broadcastTo(ops.expandDims(mask, -1), x.shape());
    Value number = ops.shift(ops.sum(counts, true, axes), Constraint.EPSILON);
    Value zero = ops.zerosLike(x);
    Value mean = ops.divide(ops.sum(ops.where(counts, x, zero), true, axes), number);
    Value distance = ops.subtract(x, mean);
    Value counted = ops.where(counts, distance, zero);
    Value variance = ops.divide(ops.sum(ops.square(counted), true, axes), number);
    return new Moments(mean, variance, distance);
  }

  /** Returns given moments of an array. */
  static Moments given(Ops ops, Value x, Value mean, Value variance) {
    return new Moments(mean, variance, ops.subtract(x, mean));
  }

  /** Records {@code 1 / sqrt(variance + epsilon)}. */
  Value inverseDeviation(Ops ops, double epsilon) {
    return ops.divide(ops.constant(1), ops.sqrt(ops.shift(variance, epsilon)));
  }

  /** Records {@code (x - mean) / sqrt(variance + epsilon)}. */
  Value normalized(Ops ops, double epsilon) {
    return ops.multiply(distance, inverseDeviation(ops, epsilon));
  }
}
