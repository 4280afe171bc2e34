package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Mean and variance over some axes, which they keep with length 1.
 *
 * @param mean the mean
 * @param variance the biased variance: the mean of squared distances from the mean
 */
record Moments(Value mean, Value variance) {

  /** Records the moments of all elements. */
  static Moments of(Ops ops, Value x, int... axes) {
    Value mean = ops.mean(x, true, axes);
    return new Moments(mean, ops.mean(ops.square(ops.subtract(x, mean)), true, axes));
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
    Value distance = ops.where(counts, ops.subtract(x, mean), zero);
    return new Moments(mean, ops.divide(ops.sum(ops.square(distance), true, axes), number));
  }
}
