package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Arrays;

/** The arithmetic that the normalization layers share. */
final class Normalized {
  private Normalized() {}

  /** Returns a shape with the lengths of x along some axes and 1 along the others. */
  static long[] along(Value x, int... axes) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    for (int axis : axes) {
      shape[axis] = x.dim(axis);
    }
    return shape;
  }

  /** Records {@code (x - mean) / sqrt(variance + epsilon)}. */
  static Value of(Ops ops, Value x, Value mean, Value variance, double epsilon) {
    return ops.divide(ops.subtract(x, mean), ops.sqrt(ops.shift(variance, epsilon)));
  }

  /** Records x divided by its Euclidean length over some axes, or by epsilon if that is larger. */
  static Value unit(Ops ops, Value x, double epsilon, int... axes) {
    Value squares = ops.sum(ops.square(x), true, axes);
    return ops.divide(x, ops.sqrt(ops.clipBelow(squares, epsilon * epsilon)));
  }

  /** Records the scaling by gamma and the shift by beta, where there are such weights. */
  static Value scaled(LayerCall call, Value unit, boolean scale, boolean center, long... shape) {
    Ops ops = call.ops();
    Value y = scale ? ops.multiply(unit, ops.reshape(call.weight("gamma"), shape)) : unit;
    return center ? ops.add(y, ops.reshape(call.weight("beta"), shape)) : y;
  }
}
