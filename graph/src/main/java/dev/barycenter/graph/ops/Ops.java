package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Pow;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Floor;
import org.nd4j.linalg.api.ops.impl.transforms.same.Round;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftPlus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;

/**
 * Records operations in a {@link Trace}.
 *
 * <p>Binary operations broadcast as NumPy does: axes are matched from the last, and an axis of
 * length 1 stretches. Axes may be negative, counting from the last. Comparisons give 1 for true and
 * 0 for false in the trace's floating-point type, so that they can be multiplied with.
 */
public final class Ops {
  private final Trace trace;

  Ops(Trace trace) {
    this.trace = trace;
  }

  /** Returns the trace that records. */
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

  // Element by element, one input.

  /** Returns {@code -x}. */
  public Value negative(Value x) {
    return scale(x, -1);
  }

  /** Returns {@code e^x}. */
  public Value exp(Value x) {
    return unary(x, Pointwise.EXP, Exp::new, (ops, op, g) -> ops.multiply(g, op.output()));
  }

  /** Returns the natural logarithm. */
  public Value log(Value x) {
    return unary(x, Log::new, (ops, op, g) -> ops.divide(g, op.input(0)));
  }

  /** Returns the square root. */
  public Value sqrt(Value x) {
    return unary(
        x, Pointwise.SQRT, Sqrt::new, (ops, op, g) -> ops.scale(ops.divide(g, op.output()), 0.5));
  }

  /** Returns {@code x * x}. */
  public Value square(Value x) {
    return unary(
        x,
        Pointwise.SQUARE,
        Square::new,
        (ops, op, g) -> ops.scale(ops.multiply(g, op.input(0)), 2));
  }

  /** Returns the absolute value; its gradient at 0 is 0. */
  public Value abs(Value x) {
    return unary(
        x, Pointwise.ABS, Abs::new, (ops, op, g) -> ops.multiply(g, ops.sign(op.input(0))));
  }

  /** Returns -1, 0 or 1. */
  public Value sign(Value x) {
    return unary(x, Sign::new, (ops, op, g) -> ops.zerosLike(g));
  }

  /** Returns the next lower whole number. */
  public Value floor(Value x) {
    return unary(x, Floor::new, (ops, op, g) -> ops.zerosLike(g));
  }

  /** Returns the nearest whole number. */
  public Value round(Value x) {
    return unary(x, Round::new, (ops, op, g) -> ops.zerosLike(g));
  }

  /** Returns the sine. */
  public Value sin(Value x) {
    return unary(x, Sin::new, (ops, op, g) -> ops.multiply(g, ops.cos(op.input(0))));
  }

  /** Returns the cosine. */
  public Value cos(Value x) {
    return unary(x, Cos::new, (ops, op, g) -> ops.negative(ops.multiply(g, ops.sin(op.input(0)))));
  }

  /** Returns the hyperbolic tangent. */
  public Value tanh(Value x) {
    return unary(
        x,
        Pointwise.TANH,
        Tanh::new,
        (ops, op, g) -> ops.subtract(g, ops.multiply(g, ops.square(op.output()))));
  }

  /** Returns {@code 1 / (1 + e^-x)}. */
  public Value sigmoid(Value x) {
    return unary(
        x,
        Pointwise.SIGMOID,
        Sigmoid::new,
        (ops, op, g) -> ops.multiply(g, ops.subtract(op.output(), ops.square(op.output()))));
  }

  /** Returns {@code log(1 + e^x)}. */
  public Value softplus(Value x) {
    return unary(
        x,
        Pointwise.SOFTPLUS,
        SoftPlus::new,
        (ops, op, g) -> ops.multiply(g, ops.sigmoid(op.input(0))));
  }

  /** Returns the error function. */
  public Value erf(Value x) {
    return unary(
        x,
        Erf::new,
        (ops, op, g) ->
            ops.multiply(
                g,
                ops.scale(ops.exp(ops.negative(ops.square(op.input(0)))), 2 / Math.sqrt(Math.PI))));
  }

  /** Returns {@code max(x, 0)}; its gradient at 0 is 0. */
  public Value relu(Value x) {
    return unary(
        x,
        Pointwise.RELU,
        (in, out) -> new ScalarMax(in, null, out, 0),
        // The sign of what is at least 0 is 1 where it is positive; comparing takes ten times
        // longer.
        (ops, op, g) -> ops.multiply(g, ops.sign(op.output())));
  }

  /** Returns {@code min(max(x, 0), most)}; its gradient is 0 at 0 and 1 at the most. */
  public Value relu(Value x, double most) {
    return OneDnn.holds(x) ? Pointwise.capped(most).record(trace, x) : clip(relu(x), 0, most);
  }

  /** Returns {@code min(max(x, 0), 6)}; its gradient at 0 and 6 is 0. */
  public Value relu6(Value x) {
    return OneDnn.holds(x)
        ? Pointwise.clip(0, 6).record(trace, x)
        : unary(
            relu(x),
            (in, out) -> new ScalarMin(in, null, out, 6),
            (ops, op, g) -> ops.multiply(g, ops.less(op.output(), ops.constant(6))));
  }

  /** Returns {@code x P(X <= x)} for a standard normal X. */
  public Value gelu(Value x) {
    return OneDnn.holds(x)
        ? Pointwise.GELU.record(trace, x)
        : multiply(scale(x, 0.5), shift(erf(scale(x, Math.sqrt(0.5))), 1));
  }

  /** Returns {@code factor * x}. */
  public Value scale(Value x, double factor) {
    return unary(
        x,
        Pointwise.linear(factor, 0),
        (in, out) -> new ScalarMultiplication(in, null, out, factor),
        (ops, op, g) -> ops.scale(g, factor));
  }

  /** Returns {@code x + term}. */
  public Value shift(Value x, double term) {
    return unary(
        x,
        Pointwise.linear(1, term),
        (in, out) -> new ScalarAdd(in, null, out, term),
        (ops, op, g) -> g);
  }

  /** Returns {@code x^exponent}. */
  public Value power(Value x, double exponent) {
    return unary(
        x,
        (in, out) -> new Pow(in, out, exponent),
        (ops, op, g) -> ops.multiply(g, ops.scale(ops.power(op.input(0), exponent - 1), exponent)));
  }

  /** Returns {@code base^exponent}; its gradient by the exponent takes a positive base. */
  public Value power(Value base, Value exponent) {
    Vjp.First byBase =
        (ops, op, g) -> {
          Value less = ops.power(op.input(0), ops.shift(op.input(1), -1));
          return ops.multiply(g, ops.multiply(op.input(1), less));
        };
    Vjp.First byExponent =
        (ops, op, g) -> ops.multiply(g, ops.multiply(op.output(), ops.log(op.input(0))));
    return binary("Pow", base, exponent, byBoth(base, exponent, byBase, byExponent));
  }

  /** Returns x where it lies between the bounds, else the bound; the gradient outside is 0. */
  public Value clip(Value x, double low, double high) {
    Value atLeast = clipBelow(x, low);
    return unary(
        atLeast,
        (in, out) -> new ScalarMin(in, null, out, high),
        (ops, op, g) -> ops.whereZero(ops.subtract(op.input(0), op.output()), g));
  }

  /** Returns {@code max(x, low)}; the gradient below is 0. */
  public Value clipBelow(Value x, double low) {
    return unary(
        x,
        (in, out) -> new ScalarMax(in, null, out, low),
        (ops, op, g) -> ops.whereZero(ops.subtract(op.output(), op.input(0)), g));
  }

  /** Returns x where a number that is at least 0 is 0, and 0 where it is positive. */
  private Value whereZero(Value number, Value x) {
    return subtract(x, multiply(x, sign(number)));
  }

  /** Returns x without a gradient. */
  public Value stopGradient(Value x) {
    return trace.add(Copying.whole(x, Vjp.NONE));
  }

  private Value unary(
      Value x,
      Pointwise fast,
      BiFunction<INDArray, INDArray, org.nd4j.linalg.api.ops.Op> make,
      Vjp.First derivative) {
    return OneDnn.holds(x) ? fast.record(trace, x) : unary(x, make, derivative);
  }

  private Value unary(
      Value x,
      BiFunction<INDArray, INDArray, org.nd4j.linalg.api.ops.Op> make,
      Vjp.First derivative) {
    return trace.add(new LegacyOp(x, new Value(x.type(), x.shape()), make, derivative));
  }

  // Element by element, two inputs.

  /** Returns {@code a + b}. */
  public Value add(Value a, Value b) {
    return binary(Pairwise.ADD, a, b, (ops, op, g) -> g, (ops, op, g) -> g);
  }

  /** Returns {@code a - b}. */
  public Value subtract(Value a, Value b) {
    return binary(Pairwise.SUBTRACT, a, b, (ops, op, g) -> g, (ops, op, g) -> ops.negative(g));
  }

  /** Returns {@code a * b}. */
  public Value multiply(Value a, Value b) {
    return binary(
        Pairwise.MULTIPLY,
        a,
        b,
        (ops, op, g) -> ops.multiply(g, op.input(1)),
        (ops, op, g) -> ops.multiply(g, op.input(0)));
  }

  /** Returns {@code a / b}. */
  public Value divide(Value a, Value b) {
    return binary(
        Pairwise.DIVIDE,
        a,
        b,
        (ops, op, g) -> ops.divide(g, op.input(1)),
        (ops, op, g) -> ops.negative(ops.divide(ops.multiply(g, op.output()), op.input(1))));
  }

  /** Returns the larger of a and b; where they are equal both get half of the gradient. */
  public Value maximum(Value a, Value b) {
    return binary(
        Pairwise.MAXIMUM,
        a,
        b,
        (ops, op, g) -> ops.multiply(g, ops.preference(op.input(0), op.input(1))),
        (ops, op, g) -> ops.multiply(g, ops.preference(op.input(1), op.input(0))));
  }

  /** Returns the smaller of a and b; where they are equal both get half of the gradient. */
  public Value minimum(Value a, Value b) {
    return binary(
        Pairwise.MINIMUM,
        a,
        b,
        (ops, op, g) -> ops.multiply(g, ops.preference(op.input(1), op.input(0))),
        (ops, op, g) -> ops.multiply(g, ops.preference(op.input(0), op.input(1))));
  }

  /** Returns 1 where a is larger, 0.5 where they are equal, 0 where b is larger. */
  private Value preference(Value a, Value b) {
    return scale(shift(sign(subtract(a, b)), 1), 0.5);
  }

  /** Returns 1 where {@code a > b}, else 0. */
  public Value greater(Value a, Value b) {
    return compare(Pairwise.GREATER, a, b);
  }

  /** Returns 1 where {@code a >= b}, else 0. */
  public Value greaterEqual(Value a, Value b) {
    return compare(Pairwise.GREATER_EQUAL, a, b);
  }

  /** Returns 1 where {@code a < b}, else 0. */
  public Value less(Value a, Value b) {
    return compare(Pairwise.LESS, a, b);
  }

  /** Returns 1 where {@code a <= b}, else 0. */
  public Value lessEqual(Value a, Value b) {
    return compare(Pairwise.LESS_EQUAL, a, b);
  }

  /** Returns 1 where {@code a == b}, else 0. */
  public Value equal(Value a, Value b) {
    return compare(Pairwise.EQUAL, a, b);
  }

  /** Returns 1 where {@code a != b}, else 0. */
  public Value notEqual(Value a, Value b) {
    return compare(Pairwise.NOT_EQUAL, a, b);
  }

  /** Returns a where the condition is 1 and b where it is 0; nothing leaks from the other side. */
  public Value where(Value condition, Value a, Value b) {
    long[] shape = Broadcast.shape(condition.shape(), Broadcast.shape(a.shape(), b.shape()));
    return choose(flags(condition, shape), broadcastTo(a, shape), broadcastTo(b, shape));
  }

  /** Returns a condition, broadcast to a shape, as truth values for {@link #choose}. */
  public Value flags(Value condition, long... shape) {
    return trace.add(
        new NativeOp(
            "not_equals",
            List.of(broadcastTo(condition, shape), constant(0)),
            new Value(DataType.BOOL, shape),
            Vjp.NONE));
  }

  /** Returns a where the flag is true and b elsewhere; all three have the same shape. */
  public Value choose(Value flags, Value a, Value b) {
    return trace.add(
        new NativeOp(
            "select",
            List.of(flags, a, b),
            new Value(a.type(), a.shape()),
            (ops, op, g, wanted) -> {
              Value zero = ops.zerosLike(g);
              List<@Nullable Value> all = new ArrayList<>();
              all.add(null);
              all.add(wanted[1] ? ops.choose(flags, g, zero) : null);
              all.add(wanted[2] ? ops.choose(flags, zero, g) : null);
              return all;
            }));
  }

  private Value compare(Pairwise kind, Value a, Value b) {
    if (kind.fits(a, b)) {
      return trace.add(kind.record(a, b, Vjp.NONE));
    }
    long[] shape = Broadcast.shape(a.shape(), b.shape());
    if (stretches(a, b)) {
      return compare(kind, broadcastTo(a, shape), b);
    }
    Value flags =
        trace.add(
            new NativeOp(kind.name(), List.of(a, b), new Value(DataType.BOOL, shape), Vjp.NONE));
    return cast(flags, trace.type());
  }

  private Value binary(Pairwise kind, Value a, Value b, Vjp.First byA, Vjp.First byB) {
    if (stretches(a, b) && !kind.fits(a, b)) {
      return binary(kind, broadcastTo(a, Broadcast.shape(a.shape(), b.shape())), b, byA, byB);
    }
    Vjp vjp = byBoth(a, b, byA, byB);
    return kind.fits(a, b) ? trace.add(kind.record(a, b, vjp)) : binary(kind.name(), a, b, vjp);
  }

  /** Returns whether a, and maybe b too, is smaller than both together, for oneDNN to compute. */
  private static boolean stretches(Value a, Value b) {
    return OneDnn.holds(a)
        && OneDnn.holds(b)
        && !Arrays.equals(a.shape(), Broadcast.shape(a.shape(), b.shape()));
  }

  private Value binary(String name, Value a, Value b, Vjp vjp) {
    Value output = new Value(a.type(), Broadcast.shape(a.shape(), b.shape()));
    return trace.add(new NativeOp(name, List.of(a, b), output, vjp));
  }

  private static Vjp byBoth(Value a, Value b, Vjp.First byA, Vjp.First byB) {
    return (ops, op, g, wanted) -> {
      List<@Nullable Value> all = new ArrayList<>();
      all.add(wanted[0] ? ops.sumTo(byA.apply(ops, op, g), a.shape()) : null);
      all.add(wanted[1] ? ops.sumTo(byB.apply(ops, op, g), b.shape()) : null);
      return all;
    };
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

  // Reductions.

  /** Returns the sum over the given axes, all of them if none is given. */
  public Value sum(Value x, boolean keepDims, int... axes) {
    Value product = Summing.record(this, x, axes);
    return product == null
        ? reduce("reduce_sum", x, keepDims, axes, (ops, op, g) -> ops.stretch(g, x, axes))
        : reshape(product, Broadcast.reduced(x.shape(), keepDims, axes).shape());
  }

  /** Returns the mean over the given axes, all of them if none is given. */
  public Value mean(Value x, boolean keepDims, int... axes) {
    double count = (double) x.size() / Broadcast.reduced(x.shape(), true, axes).size();
    return scale(sum(x, keepDims, axes), 1 / count);
  }

  /** Returns the largest element over the given axes; equal ones share the gradient. */
  public Value max(Value x, boolean keepDims, int... axes) {
    return reduce("reduce_max", x, keepDims, axes, Ops::extremumGradient);
  }

  /** Returns the smallest element over the given axes; equal ones share the gradient. */
  public Value min(Value x, boolean keepDims, int... axes) {
    return reduce("reduce_min", x, keepDims, axes, Ops::extremumGradient);
  }

  /** Returns the position of the largest element along an axis, the first of equal ones. */
  public Value argMax(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() : axis;
    long[] shape = Broadcast.reduced(x.shape(), false, at).shape();
    Value positions =
        trace.add(
            new NativeOp("argmax", List.of(x), new Value(DataType.INT64, shape), Vjp.NONE)
                .integers(at));
    return cast(positions, trace.type());
  }

  private static Value extremumGradient(Ops ops, Op op, Value g) {
    Value x = op.input(0);
    int[] axes = Broadcast.reducedAxes(x.shape(), ((ReduceOp) op).axes());
    Value chosen = ops.equal(x, ops.stretch(op.output(), x, axes));
    Value share = ops.divide(chosen, ops.sum(chosen, true, axes));
    return ops.multiply(ops.stretch(g, x, axes), share);
  }

  /** Returns a reduced value broadcast back over the axes it was reduced by. */
  private Value stretch(Value reduced, Value like, int... axes) {
    Value kept = reshape(reduced, Broadcast.reduced(like.shape(), true, axes).shape());
    return broadcastTo(kept, like.shape());
  }

  private Value reduce(String name, Value x, boolean keepDims, int[] axes, Vjp.First derivative) {
    return trace.add(new ReduceOp(name, x, keepDims, axes, derivative));
  }

  /** Sums over the axes by which a shape was broadcast to this value's shape. */
  public Value sumTo(Value x, long... shape) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    int extra = x.rank() - shape.length;
    int[] axes =
        IntStream.range(0, x.rank())
            .filter(i -> i < extra || (shape[i - extra] == 1 && x.dim(i) != 1))
            .toArray();
    return reshape(axes.length == 0 ? x : sum(x, true, axes), shape);
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

  // Shapes.

  /** Returns the same elements in another shape, in C order. */
  public Value reshape(Value x, long... shape) {
    if (Arrays.equals(shape, x.shape())) {
      return x;
    }
    Value output = new Value(x.type(), shape);
    if (output.size() != x.size()) {
      throw new IllegalArgumentException("Cannot reshape %s to %s.".formatted(x, output));
    }
    return trace.add(new ReshapeOp(x, output));
  }

  /**
   * Returns x with its axes in another order: axis i of the result is axis {@code order[i]} of x.
   */
  public Value transpose(Value x, int... order) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
    }
    return trace.add(
        Copying.transposed(x, Vjp.ofFirst((ops, op, g) -> ops.transpose(g, inverse)), order));
  }

  /** Returns x repeated along axes of length 1 until it has the given shape. */
  public Value broadcastTo(Value x, long... shape) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    return binaryAdd(fill(0, shape), x);
  }

  private Value binaryAdd(Value zeros, Value x) {
    return add(zeros, x.type() == trace.type() ? x : cast(x, trace.type()));
  }

  /** Returns the inputs joined along one axis. */
  public Value concatenate(List<Value> inputs, int axis) {
    Value first = inputs.get(0);
    int at = axis < 0 ? axis + first.rank() : axis;
    long[] shape = first.shape();
    shape[at] = inputs.stream().mapToLong(x -> x.dim(at)).sum();
    Value joined = new Value(first.type(), shape);
    long[] lengths = inputs.stream().mapToLong(x -> x.dim(at)).toArray();
    Vjp vjp = (ops, op, g, wanted) -> new ArrayList<>(ops.split(g, at, lengths));
    return trace.add(
        OneDnn.holds(first)
            ? Copying.joined(inputs, joined, at, vjp)
            : new NativeOp("concat", inputs, joined, vjp).integers(at));
  }

  /** Returns {@code length} elements along one axis, from {@code start}. */
  public Value slice(Value x, int axis, long start, long length) {
    int at = axis < 0 ? axis + x.rank() : axis;
    if (start == 0 && length == x.dim(at)) {
      return x;
    }
    return trace.add(
        OneDnn.holds(x) ? Copying.sliced(x, at, start, length) : new SliceOp(x, at, start, length));
  }

  /** Returns all pieces of x along one axis, in order; along the first axis they are views. */
  public List<Value> split(Value x, int axis, long... lengths) {
    Op split = new SplitOp(x, axis < 0 ? axis + x.rank() : axis, lengths);
    trace.add(split);
    return split.outputs();
  }

  /** Returns each position along the first axis, without that axis, as views. */
  public List<Value> unstack(Value x) {
    long[] ones = new long[(int) x.dim(0)];
    Arrays.fill(ones, 1);
    long[] rest = Arrays.copyOfRange(x.shape(), 1, x.rank());
    return split(x, 0, ones).stream().map(piece -> reshape(piece, rest)).toList();
  }

  /** Returns one position along one axis, without that axis. */
  public Value select(Value x, int axis, long position) {
    int at = axis < 0 ? axis + x.rank() : axis;
    long[] shape = IntStream.range(0, x.rank()).filter(i -> i != at).mapToLong(x::dim).toArray();
    return reshape(slice(x, at, position, 1), shape);
  }

  /** Returns the inputs, which have equal shapes, as slices of a new axis. */
  public Value stack(List<Value> inputs, int axis) {
    List<Value> widened = new ArrayList<>();
    for (Value input : inputs) {
      widened.add(expandDims(input, axis));
    }
    return concatenate(widened, axis);
  }

  /** Returns x with a new axis of length 1 at the given position. */
  public Value expandDims(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() + 1 : axis;
    long[] shape = new long[x.rank() + 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i < at ? x.dim(i) : i == at ? 1 : x.dim(i - 1);
    }
    return reshape(x, shape);
  }

  /** Returns x with zeros (or another number) before and after along one axis. */
  public Value pad(Value x, int axis, long before, long after, double number) {
    if (before == 0 && after == 0) {
      return x;
    }
    int at = axis < 0 ? axis + x.rank() : axis;
    List<Value> parts = new ArrayList<>();
    long[] shape = x.shape();
    if (before > 0) {
      shape[at] = before;
      parts.add(fill(number, shape));
    }
    parts.add(x);
    if (after > 0) {
      shape[at] = after;
      parts.add(fill(number, shape));
    }
    return concatenate(parts, at);
  }

  /** Returns each element along one axis repeated, neighbors first: {@code a a b b c c}. */
  public Value repeat(Value x, int axis, int times) {
    int at = axis < 0 ? axis + x.rank() : axis;
    Value widened = expandDims(x, at + 1);
    long[] wide = widened.shape();
    wide[at + 1] = times;
    long[] shape = x.shape();
    shape[at] *= times;
    return reshape(broadcastTo(widened, wide), shape);
  }

  /** Returns x in reverse order along one axis. */
  public Value reverse(Value x, int axis) {
    int at = axis < 0 ? axis + x.rank() : axis;
    return trace.add(Copying.reversed(x, at, Vjp.ofFirst((ops, op, g) -> ops.reverse(g, at))));
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
