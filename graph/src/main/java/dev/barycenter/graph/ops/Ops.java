package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Records operations in a {@link Trace}.
 *
 * <p>Binary operations broadcast as NumPy does: axes are matched from the last, and an axis of
 * length 1 stretches. Axes may be negative, counting from the last. Comparisons give 1 for true and
 * 0 for false in the trace's floating-point type, so that they can be multiplied with.
 */
public final class Ops implements UnaryOps, BinaryOps, ReductionOps, ShapeOps {
  private final Trace trace;

  Ops(Trace trace) {
    this.trace = trace;
  }

  @Override
  public Trace trace() {
    return trace;
  }

  /** Returns the operations of convolution. */
  public Convolutions convolutions() {
    return new Convolutions(this);
  }

  /** Returns the operations that change resolutions. */
  public Resizing resizing() {
    return new Resizing(this);
  }

  /** Returns the operations of normalization. */
  public Normalizations normalizations() {
    return new Normalizations(trace);
  }

  /** Returns the operations of recurrent cells. */
  public Recurrences recurrences() {
    return new Recurrences(this);
  }

  /** Returns the operations of pooling. */
  public Pooling pooling() {
    return new Pooling(this);
  }

  // Constants and types.

  /** Returns a scalar. */
  public Value constant(double number) {
    return fill(number);
  }

  /** Returns an array with the same number everywhere. */
  public Value fill(double number, long... shape) {
    return trace.add(new ConstantOp(new Value(trace.type(), shape), array -> array.assign(number)));
  }

  /** Returns an array with the given numbers in C order. */
  public Value constant(double[] numbers, long... shape) {
    return trace.add(
        new ConstantOp(
            new Value(trace.type(), shape),
            array ->
                array.assign(
                    org.nd4j.linalg.factory.Nd4j.create(numbers, shape, 'c')
                        .castTo(trace.type()))));
  }

  /** Returns zeros of the shape of x. */
  public Value zerosLike(Value x) {
    return fill(0, x.shape());
  }

  /** Returns x with elements of another type; there is no gradient through whole numbers. */
  public Value cast(Value x, DataType type) {
    if (x.type() == type) {
      return x;
    }
    return trace.add(
        new JavaOp(
            List.of(x),
            new Value(type, x.shape()),
            op -> op.output().array().assign(op.input(0).array()),
            Vjp.NONE));
  }

  // Products.

  /**
   * Returns the matrix product of the last two axes; axes before them must be equal.
   *
   * @param transposeA whether a's last two axes are exchanged first
   * @param transposeB whether b's last two axes are exchanged first
   */
  public Value matmul(Value a, Value b, boolean transposeA, boolean transposeB) {
    long[] shape = a.shape();
    shape[shape.length - 2] = a.dim(transposeA ? -1 : -2);
    shape[shape.length - 1] = b.dim(transposeB ? -2 : -1);
    long inner = a.dim(transposeA ? -2 : -1);
    if (inner != b.dim(transposeB ? -1 : -2) || a.rank() != b.rank()) {
      throw new IllegalArgumentException(
          "Cannot multiply matrices of shapes %s and %s.".formatted(a, b));
    }
    Vjp vjp =
        (ops, op, g, wanted) -> {
          List<@Nullable Value> all = new ArrayList<>();
          all.add(
              !wanted[0]
                  ? null
                  : transposeA
                      ? ops.matmul(b, g, transposeB, true)
                      : ops.matmul(g, b, false, !transposeB));
          all.add(
              !wanted[1]
                  ? null
                  : transposeB
                      ? ops.matmul(g, a, true, transposeA)
                      : ops.matmul(a, g, !transposeA, false));
          return all;
        };
    if (OneDnn.holds(a) && OneDnn.holds(b)) {
      return trace.add(
          Product.of(a, b, transposeA, transposeB, shape).op(trace.compute(), a, b, null, vjp));
    }
    return trace.add(
        new NativeOp("matmul", List.of(a, b), new Value(a.type(), shape), vjp)
            .integers(transposeA ? 1 : 0, transposeB ? 1 : 0));
  }

  /**
   * Returns {@code x w + bias} with w a matrix applied to the last axis of x.
   *
   * @param bias what is added to each column; null for nothing
   */
  public Value dense(Value x, Value w, @Nullable Value bias) {
    long rows = x.size() / x.dim(-1);
    long[] shape = x.shape();
    shape[shape.length - 1] = w.dim(1);
    return reshape(affine(reshape(x, rows, x.dim(-1)), w, bias), shape);
  }

  /** Returns {@code x w} with w a matrix applied to the last axis of x. */
  public Value dense(Value x, Value w) {
    return dense(x, w, null);
  }

  private Value affine(Value x, Value w, @Nullable Value bias) {
    if (bias == null) {
      return matmul(x, w, false, false);
    }
    if (!OneDnn.holds(x)) {
      return add(matmul(x, w, false, false), bias);
    }
    Vjp vjp =
        (ops, op, g, wanted) -> {
          List<@Nullable Value> all = new ArrayList<>();
          all.add(wanted[0] ? ops.matmul(g, w, false, true) : null);
          all.add(wanted[1] ? ops.matmul(x, g, true, false) : null);
          all.add(wanted[2] ? ops.sumTo(g, bias.shape()) : null);
          return all;
        };
    return trace.add(
        Product.of(x, w, false, false, x.dim(0), w.dim(1)).op(trace.compute(), x, w, bias, vjp));
  }

  // Tables.

  /** Returns rows of a table of shape {@code (rows, width)} by their whole-number indices. */
  public Value gather(Value table, Value indices) {
    return trace.add(new GatherOp(table, indices, false));
  }

  /** Returns rows of a table as {@link #gather} does, zeros where an index is -1. */
  Value gatherOrZero(Value table, Value indices) {
    return trace.add(new GatherOp(table, indices, true));
  }

  /** Returns a table of the shape of {@code like} with rows added up at the given indices. */
  Value scatterAdd(Value indices, Value rows, Value like) {
    return trace.add(new ScatterOp(indices, rows, like));
  }

  /** Returns 1 at each index and 0 elsewhere, along a new last axis of the given length. */
  public Value oneHot(Value indices, int depth) {
    long[] shape = Arrays.copyOf(indices.shape(), indices.rank() + 1);
    shape[indices.rank()] = depth;
    double[] positions = IntStream.range(0, depth).asDoubleStream().toArray();
    return equal(expandDims(cast(indices, trace.type()), -1), constant(positions, depth));
  }

  // Soft maximum.

  /** Returns {@code e^x / sum(e^x)} along one axis. */
  public Value softmax(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() : axis;
    if (OneDnn.holds(x) && at == x.rank() - 1) {
      return SoftMax.record(trace, x);
    }
    // In double, libnd4j takes 0 for the maximum of numbers below 0, so e^x may all be 0.
    Value shifted = x.type() == DataType.DOUBLE ? subtract(x, stopGradient(max(x, true, at))) : x;
    return trace.add(
        new NativeOp(
                "softmax",
                List.of(shifted),
                new Value(x.type(), x.shape()),
                Vjp.ofFirst(
                    (ops, op, g) -> {
                      Value dot = ops.sum(ops.multiply(g, op.output()), true, at);
                      return ops.multiply(op.output(), ops.subtract(g, dot));
                    }))
            .integers(at));
  }

  /** Returns {@code log(sum(e^x))} over one axis, without overflow. */
  public Value logSumExp(Value x, int axis, boolean keepDims) {
    Value max = stopGradient(max(x, true, axis));
    Value sum = add(log(sum(exp(subtract(x, max)), true, axis)), max);
    return keepDims ? sum : reshape(sum, Broadcast.reduced(x.shape(), false, axis).shape());
  }

  // Randomness and state.

  /**
   * Returns numbers drawn uniformly from [0, 1), a function of the seed and the salt alone.
   *
   * @param seed a whole number that the caller sets before each run; type INT64, shape {@code (1)}
   * @param salt tells the random ops of a trace apart
   */
  public Value uniform(Value seed, long salt, long... shape) {
    return trace.add(
        new JavaOp(
            List.of(seed),
            new Value(trace.type(), shape),
            op -> RandomFill.uniform(op.output().array(), op.input(0).array().getLong(0), salt),
            Vjp.NONE));
  }

  /** Returns standard normal numbers, a function of the seed and the salt alone. */
  public Value normal(Value seed, long salt, long... shape) {
    return trace.add(
        new JavaOp(
            List.of(seed),
            new Value(trace.type(), shape),
            op -> RandomFill.normal(op.output().array(), op.input(0).array().getLong(0), salt),
            Vjp.NONE));
  }

  /** Records that a run of the forward pass replaces the contents of {@code target}. */
  public void assign(Value target, Value contents) {
    trace.add(
        new JavaOp(
            List.of(contents),
            new Value(target.type(), 0),
            op -> target.array().assign(op.input(0).array()),
            Vjp.NONE,
            true));
  }

  /** Returns a copy of x, for results that are written into an array of the caller's. */
  public Value copy(Value x) {
    return trace.add(Copying.whole(x, Vjp.ofFirst((ops, op, g) -> g)));
  }
}
