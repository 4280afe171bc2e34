package dev.barycenter.graph.ops;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/** Operations that make one element of many. */
interface ReductionOps extends Recorder {

  /** Returns the sum over the given axes, all of them if none is given. */
  default Value sum(Value x, boolean keepDims, int... axes) {
    Value product = Summing.record(trace().ops(), x, axes);
    return product == null
        ? reduce("reduce_sum", x, keepDims, axes, (ops, op, g) -> stretch(g, x, axes))
        : ops().reshape(product, Broadcast.reduced(x.shape(), keepDims, axes).shape());
  }

  /** Returns the mean over the given axes, all of them if none is given. */
  default Value mean(Value x, boolean keepDims, int... axes) {
    double count = (double) x.size() / Broadcast.reduced(x.shape(), true, axes).size();
    return ops().scale(sum(x, keepDims, axes), 1 / count);
  }

  /** Returns the largest element over the given axes; equal ones share the gradient. */
  default Value max(Value x, boolean keepDims, int... axes) {
    return reduce("reduce_max", x, keepDims, axes, this::extremumGradient);
  }

  /** Returns the smallest element over the given axes; equal ones share the gradient. */
  default Value min(Value x, boolean keepDims, int... axes) {
    return reduce("reduce_min", x, keepDims, axes, this::extremumGradient);
  }

  /** Returns the position of the largest element along an axis, the first of equal ones. */
  default Value argMax(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() : axis;
    long[] shape = Broadcast.reduced(x.shape(), false, at).shape();
    Value positions =
        trace()
            .add(
                new NativeOp("argmax", List.of(x), new Value(DataType.INT64, shape), Vjp.NONE)
                    .integers(at));
    return ops().cast(positions, trace().type());
  }

  private Value extremumGradient(Ops ops, Op op, Value g) {
    Value x = op.input(0);
    int[] axes = Broadcast.reducedAxes(x.shape(), ((ReduceOp) op).axes());
    Value chosen = ops.equal(x, stretch(op.output(), x, axes));
    Value share = ops.divide(chosen, ops.sum(chosen, true, axes));
    return ops.multiply(stretch(g, x, axes), share);
  }

  /** Returns a reduced value broadcast back over the axes it was reduced by. */
  private Value stretch(Value reduced, Value like, int... axes) {
    Value kept = ops().reshape(reduced, Broadcast.reduced(like.shape(), true, axes).shape());
    return ops().broadcastTo(kept, like.shape());
  }

  private Value reduce(String name, Value x, boolean keepDims, int[] axes, Vjp.First derivative) {
    return trace().add(new ReduceOp(name, x, keepDims, axes, derivative));
  }

  /** Sums over the axes by which a shape was broadcast to this value's shape. */
  default Value sumTo(Value x, long... shape) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    int extra = x.rank() - shape.length;
    int[] axes =
        IntStream.range(0, x.rank())
            .filter(i -> i < extra || (shape[i - extra] == 1 && x.dim(i) != 1))
            .toArray();
    return ops().reshape(axes.length == 0 ? x : sum(x, true, axes), shape);
  }
}
