package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** Operations on pairs of elements of two arrays, which broadcast as in NumPy. */
interface BinaryOps extends Recorder {

  /** Returns {@code a + b}. */
  default Value add(Value a, Value b) {
    return binary(Pairwise.ADD, a, b, (ops, op, g) -> g, (ops, op, g) -> g);
  }

  /** Returns {@code a - b}. */
  default Value subtract(Value a, Value b) {
    return binary(Pairwise.SUBTRACT, a, b, (ops, op, g) -> g, (ops, op, g) -> ops.negative(g));
  }

  /** Returns {@code a * b}. */
  default Value multiply(Value a, Value b) {
    return binary(
        Pairwise.MULTIPLY,
        a,
        b,
        (ops, op, g) -> ops.multiply(g, op.input(1)),
        (ops, op, g) -> ops.multiply(g, op.input(0)));
  }

  /** Returns {@code a / b}. */
  default Value divide(Value a, Value b) {
    return binary(
        Pairwise.DIVIDE,
        a,
        b,
        (ops, op, g) -> ops.divide(g, op.input(1)),
        (ops, op, g) -> ops.negative(ops.divide(ops.multiply(g, op.output()), op.input(1))));
  }

  /** Returns the larger of a and b; where they are equal both get half of the gradient. */
  default Value maximum(Value a, Value b) {
    return binary(
        Pairwise.MAXIMUM,
        a,
        b,
        (ops, op, g) -> ops.multiply(g, preference(op.input(0), op.input(1))),
        (ops, op, g) -> ops.multiply(g, preference(op.input(1), op.input(0))));
  }

  /** Returns the smaller of a and b; where they are equal both get half of the gradient. */
  default Value minimum(Value a, Value b) {
    return binary(
        Pairwise.MINIMUM,
        a,
        b,
        (ops, op, g) -> ops.multiply(g, preference(op.input(1), op.input(0))),
        (ops, op, g) -> ops.multiply(g, preference(op.input(0), op.input(1))));
  }

  /** Returns 1 where a is larger, 0.5 where they are equal, 0 where b is larger. */
  private Value preference(Value a, Value b) {
    return ops().scale(ops().shift(ops().sign(subtract(a, b)), 1), 0.5);
  }

  /** Returns {@code base^exponent}; its gradient by the exponent takes a positive base. */
  default Value power(Value base, Value exponent) {
    Vjp.First byBase =
        (ops, op, g) -> {
          Value less = ops.power(op.input(0), ops.shift(op.input(1), -1));
          return ops.multiply(g, ops.multiply(op.input(1), less));
        };
    Vjp.First byExponent =
        (ops, op, g) -> ops.multiply(g, ops.multiply(op.output(), ops.log(op.input(0))));
    return binary("Pow", base, exponent, byBoth(base, exponent, byBase, byExponent));
  }

  /** Returns 1 where {@code a > b}, else 0. */
  default Value greater(Value a, Value b) {
    return compare(Pairwise.GREATER, a, b);
  }

  /** Returns 1 where {@code a >= b}, else 0. */
  default Value greaterEqual(Value a, Value b) {
    return compare(Pairwise.GREATER_EQUAL, a, b);
  }

  /** Returns 1 where {@code a < b}, else 0. */
  default Value less(Value a, Value b) {
    return compare(Pairwise.LESS, a, b);
  }

  /** Returns 1 where {@code a <= b}, else 0. */
  default Value lessEqual(Value a, Value b) {
    return compare(Pairwise.LESS_EQUAL, a, b);
  }

  /** Returns 1 where {@code a == b}, else 0. */
  default Value equal(Value a, Value b) {
    return compare(Pairwise.EQUAL, a, b);
  }

  /** Returns 1 where {@code a != b}, else 0. */
  default Value notEqual(Value a, Value b) {
    return compare(Pairwise.NOT_EQUAL, a, b);
  }

  /** Returns a where the condition is 1 and b where it is 0; nothing leaks from the other side. */
  default Value where(Value condition, Value a, Value b) {
    long[] shape = Broadcast.shape(condition.shape(), Broadcast.shape(a.shape(), b.shape()));
    return choose(
        flags(condition, shape), ops().broadcastTo(a, shape), ops().broadcastTo(b, shape));
  }

  /** Returns a condition, broadcast to a shape, as truth values for {@link #choose}. */
  default Value flags(Value condition, long... shape) {
    return trace()
        .add(
            new NativeOp(
                "not_equals",
                List.of(ops().broadcastTo(condition, shape), ops().constant(0)),
                new Value(DataType.BOOL, shape),
                Vjp.NONE));
  }

  /** Returns a where the flag is true and b elsewhere; all three have the same shape. */
  default Value choose(Value flags, Value a, Value b) {
    return trace()
        .add(
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
      return trace().add(kind.record(a, b, Vjp.NONE));
    }
    long[] shape = Broadcast.shape(a.shape(), b.shape());
    if (stretches(a, b)) {
      return compare(kind, ops().broadcastTo(a, shape), b);
    }
    Value flags =
        trace()
            .add(
                new NativeOp(
                    kind.name(), List.of(a, b), new Value(DataType.BOOL, shape), Vjp.NONE));
    return ops().cast(flags, trace().type());
  }

  private Value binary(Pairwise kind, Value a, Value b, Vjp.First byA, Vjp.First byB) {
    if (stretches(a, b) && !kind.fits(a, b)) {
      return binary(kind, ops().broadcastTo(a, Broadcast.shape(a.shape(), b.shape())), b, byA, byB);
    }
    Vjp vjp = byBoth(a, b, byA, byB);
    return kind.fits(a, b) ? trace().add(kind.record(a, b, vjp)) : binary(kind.name(), a, b, vjp);
  }

  /** Returns whether a, and maybe b too, is smaller than both together, for oneDNN to compute. */
  private static boolean stretches(Value a, Value b) {
    return OneDnn.holds(a)
        && OneDnn.holds(b)
        && !Arrays.equals(a.shape(), Broadcast.shape(a.shape(), b.shape()));
  }

  private Value binary(String name, Value a, Value b, Vjp vjp) {
    Value output = new Value(a.type(), Broadcast.shape(a.shape(), b.shape()));
    return trace().add(new NativeOp(name, List.of(a, b), output, vjp));
  }

  private static Vjp byBoth(Value a, Value b, Vjp.First byA, Vjp.First byB) {
    return (ops, op, g, wanted) -> {
      List<@Nullable Value> all = new ArrayList<>();
      all.add(wanted[0] ? ops.sumTo(byA.apply(ops, op, g), a.shape()) : null);
      all.add(wanted[1] ? ops.sumTo(byB.apply(ops, op, g), b.shape()) : null);
      return all;
    };
  }
}
