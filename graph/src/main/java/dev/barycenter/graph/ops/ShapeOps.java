package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operations that move elements and change none. */
interface ShapeOps extends Recorder {

  /** Returns the same elements in another shape, in C order. */
  default Value reshape(Value x, long... shape) {
    if (Arrays.equals(shape, x.shape())) {
      return x;
    }
    Value output = new Value(x.type(), shape);
    if (output.size() != x.size()) {
      throw new IllegalArgumentException("Cannot reshape %s to %s.".formatted(x, output));
    }
    return trace().add(new ReshapeOp(x, output));
  }

  /**
   * Returns x with its axes in another order: axis i of the result is axis {@code order[i]} of x.
   */
  default Value transpose(Value x, int... order) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
    }
    return trace()
        .add(Copying.transposed(x, Vjp.ofFirst((ops, op, g) -> ops.transpose(g, inverse)), order));
  }

  /** Returns x repeated along axes of length 1 until it has the given shape. */
  default Value broadcastTo(Value x, long... shape) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    return binaryAdd(ops().fill(0, shape), x);
  }

  private Value binaryAdd(Value zeros, Value x) {
    return ops().add(zeros, x.type() == trace().type() ? x : ops().cast(x, trace().type()));
  }

  /** Returns the inputs joined along one axis. */
  default Value concatenate(List<Value> inputs, int axis) {
    Value first = inputs.get(0);
    int at = axis < 0 ? axis + first.rank() : axis;
    long[] shape = first.shape();
    shape[at] = inputs.stream().mapToLong(x -> x.dim(at)).sum();
    Value joined = new Value(first.type(), shape);
    long[] lengths = inputs.stream().mapToLong(x -> x.dim(at)).toArray();
    Vjp vjp = (ops, op, g, wanted) -> new ArrayList<>(ops.split(g, at, lengths));
    return trace()
        .add(
            OneDnn.holds(first)
                ? Copying.joined(inputs, joined, at, vjp)
                : new NativeOp("concat", inputs, joined, vjp).integers(at));
  }

  /** Returns {@code length} elements along one axis, from {@code start}. */
  default Value slice(Value x, int axis, long start, long length) {
    int at = axis < 0 ? axis + x.rank() : axis;
    if (start == 0 && length == x.dim(at)) {
      return x;
    }
    return trace()
        .add(
            OneDnn.holds(x)
                ? Copying.sliced(x, at, start, length)
                : new SliceOp(x, at, start, length));
  }

  /** Returns every n-th element along one axis, the first one included. */
  default Value every(Value x, int axis, long step) {
    if (step == 1) {
      return x;
    }
    long count = (x.dim(axis) + step - 1) / step;
    Value padded = ops().pad(x, axis, 0, count * step - x.dim(axis), 0);
    long[] shape = new long[x.rank() + 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i < axis ? x.dim(i) : i == axis ? count : i == axis + 1 ? step : x.dim(i - 1);
    }
    return select(reshape(padded, shape), axis + 1, 0);
  }

  /** Returns all pieces of x along one axis, in order; along the first axis they are views. */
  default List<Value> split(Value x, int axis, long... lengths) {
    Op split = new SplitOp(x, axis < 0 ? axis + x.rank() : axis, lengths);
    trace().add(split);
    return split.outputs();
  }

  /** Returns each position along the first axis, without that axis, as views. */
  default List<Value> unstack(Value x) {
    long[] ones = new long[(int) x.dim(0)];
    Arrays.fill(ones, 1);
    long[] rest = Arrays.copyOfRange(x.shape(), 1, x.rank());
    return split(x, 0, ones).stream().map(piece -> reshape(piece, rest)).toList();
  }

  /** Returns one position along one axis, without that axis. */
  default Value select(Value x, int axis, long position) {
    int at = axis < 0 ? axis + x.rank() : axis;
    long[] shape = IntStream.range(0, x.rank()).filter(i -> i != at).mapToLong(x::dim).toArray();
    return reshape(slice(x, at, position, 1), shape);
  }

  /** Returns the inputs, which have equal shapes, as slices of a new axis. */
  default Value stack(List<Value> inputs, int axis) {
    List<Value> widened = new ArrayList<>();
    for (Value input : inputs) {
      widened.add(expandDims(input, axis));
    }
    return concatenate(widened, axis);
  }

  /** Returns x with a new axis of length 1 at the given position. */
  default Value expandDims(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() + 1 : axis;
    long[] shape = new long[x.rank() + 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i < at ? x.dim(i) : i == at ? 1 : x.dim(i - 1);
    }
    return reshape(x, shape);
  }

  /** Returns x with zeros (or another number) before and after along one axis. */
  default Value pad(Value x, int axis, long before, long after, double number) {
    if (before == 0 && after == 0) {
      return x;
    }
    int at = axis < 0 ? axis + x.rank() : axis;
    List<Value> parts = new ArrayList<>();
    long[] shape = x.shape();
    if (before > 0) {
      shape[at] = before;
      parts.add(ops().fill(number, shape));
    }
    parts.add(x);
    if (after > 0) {
      shape[at] = after;
      parts.add(ops().fill(number, shape));
    }
    return concatenate(parts, at);
  }

  /** Returns each element along one axis repeated, neighbors first: {@code a a b b c c}. */
  default Value repeat(Value x, int axis, int times) {
    int at = axis < 0 ? axis + x.rank() : axis;
    Value widened = expandDims(x, at + 1);
    long[] wide = widened.shape();
    wide[at + 1] = times;
    long[] shape = x.shape();
    shape[at] *= times;
    return reshape(broadcastTo(widened, wide), shape);
  }

  /** Returns x in reverse order along one axis. */
  default Value reverse(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() : axis;
    return trace().add(Copying.reversed(x, at, Vjp.ofFirst((ops, op, g) -> ops.reverse(g, at))));
  }
}
