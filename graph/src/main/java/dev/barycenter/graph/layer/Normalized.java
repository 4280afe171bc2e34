package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Arrays;
import java.util.List;

/** The arithmetic that the normalization layers share. */
final class Normalized {
  private Normalized() {}

  /** Returns axes in ascending order, batch axis counted as 0, checked against an input. */
  static int[] axes(String layer, Shape input, List<Integer> axes) {
    Check.refuse(axes.isEmpty(), "'axis' of %s is empty. Name at least one axis.", layer);
    int[] sorted = axes.stream().mapToInt(a -> Check.axis(layer, input, a)).sorted().toArray();
    for (int axis : sorted) {
      Check.known(layer, input, axis - 1);
    }
    return sorted;
  }

  /** Returns axes in ascending order, batch axis counted as 0. */
  static int[] axes(Value x, List<Integer> axes) {
    return axes.stream().mapToInt(a -> a < 0 ? a + x.rank() : a).sorted().toArray();
  }

  /** Returns the shape of weights with one number for each position along some axes. */
  static Shape kept(String layer, Shape input, List<Integer> axes) {
    return Shape.of(
        Arrays.stream(axes(layer, input, axes)).map(axis -> input.dim(axis - 1)).toArray());
  }

  /** Returns a shape with the lengths of x along some axes and 1 along the others. */
  static long[] along(Value x, int... axes) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    for (int axis : axes) {
      shape[axis] = x.dim(axis);
    }
    return shape;
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
