package dev.barycenter.graph.ops;

import java.util.function.BiFunction;
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

/** Operations on each element of one array. */
interface UnaryOps extends Recorder {

  /** Returns {@code -x}. */
  default Value negative(Value x) {
    return scale(x, -1);
  }

  /** Returns {@code e^x}. */
  default Value exp(Value x) {
    return unary(x, Pointwise.EXP, Exp::new, (ops, op, g) -> ops.multiply(g, op.output()));
  }

  /** Returns the natural logarithm. */
  default Value log(Value x) {
    return unary(x, Log::new, (ops, op, g) -> ops.divide(g, op.input(0)));
  }

  /** Returns the square root. */
  default Value sqrt(Value x) {
    return unary(
        x, Pointwise.SQRT, Sqrt::new, (ops, op, g) -> ops.scale(ops.divide(g, op.output()), 0.5));
  }

  /** Returns {@code x * x}. */
  default Value square(Value x) {
    return unary(
        x,
        Pointwise.SQUARE,
        Square::new,
        (ops, op, g) -> ops.scale(ops.multiply(g, op.input(0)), 2));
  }

  /** Returns the absolute value; its gradient at 0 is 0. */
  default Value abs(Value x) {
    return unary(
        x, Pointwise.ABS, Abs::new, (ops, op, g) -> ops.multiply(g, ops.sign(op.input(0))));
  }

  /** Returns -1, 0 or 1. */
  default Value sign(Value x) {
    return unary(x, Sign::new, (ops, op, g) -> ops.zerosLike(g));
  }

  /** Returns the next lower whole number. */
  default Value floor(Value x) {
    return unary(x, Floor::new, (ops, op, g) -> ops.zerosLike(g));
  }

  /** Returns the nearest whole number. */
  default Value round(Value x) {
    return unary(x, Round::new, (ops, op, g) -> ops.zerosLike(g));
  }

  /** Returns the sine. */
  default Value sin(Value x) {
    return unary(x, Sin::new, (ops, op, g) -> ops.multiply(g, ops.cos(op.input(0))));
  }

  /** Returns the cosine. */
  default Value cos(Value x) {
    return unary(x, Cos::new, (ops, op, g) -> ops.negative(ops.multiply(g, ops.sin(op.input(0)))));
  }

  /** Returns the hyperbolic tangent. */
  default Value tanh(Value x) {
    return unary(
        x,
        Pointwise.TANH,
        Tanh::new,
        (ops, op, g) -> ops.subtract(g, ops.multiply(g, ops.square(op.output()))));
  }

  /** Returns {@code 1 / (1 + e^-x)}. */
  default Value sigmoid(Value x) {
    return unary(
        x,
        Pointwise.SIGMOID,
        Sigmoid::new,
        (ops, op, g) -> ops.multiply(g, ops.subtract(op.output(), ops.square(op.output()))));
  }

  /** Returns {@code log(1 + e^x)}. */
  default Value softplus(Value x) {
    return unary(
        x,
        Pointwise.SOFTPLUS,
        SoftPlus::new,
        (ops, op, g) -> ops.multiply(g, ops.sigmoid(op.input(0))));
  }

  /** Returns the error function. */
  default Value erf(Value x) {
    return unary(
        x,
        Erf::new,
        (ops, op, g) ->
            ops.multiply(
                g,
                ops.scale(ops.exp(ops.negative(ops.square(op.input(0)))), 2 / Math.sqrt(Math.PI))));
  }

  /** Returns {@code max(x, 0)}; its gradient at 0 is 0. */
  default Value relu(Value x) {
    return unary(
        x,
        Pointwise.RELU,
        (in, out) -> new ScalarMax(in, null, out, 0),
        // The sign of what is at least 0 is 1 where it is positive; comparing takes ten times
        // longer.
        (ops, op, g) -> ops.multiply(g, ops.sign(op.output())));
  }

  /** Returns {@code min(max(x, 0), most)}; its gradient is 0 at 0 and 1 at the most. */
  default Value relu(Value x, double most) {
    return OneDnn.holds(x) ? Pointwise.capped(most).record(trace(), x) : clip(relu(x), 0, most);
  }

  /** Returns {@code min(max(x, 0), 6)}; its gradient at 0 and 6 is 0. */
  default Value relu6(Value x) {
    return OneDnn.holds(x)
        ? Pointwise.clip(0, 6).record(trace(), x)
        : unary(
            relu(x),
            (in, out) -> new ScalarMin(in, null, out, 6),
            (ops, op, g) -> ops.multiply(g, ops.less(op.output(), ops.constant(6))));
  }

  /** Returns {@code x P(X <= x)} for a standard normal X. */
  default Value gelu(Value x) {
    return OneDnn.holds(x)
        ? Pointwise.GELU.record(trace(), x)
        : ops().multiply(scale(x, 0.5), shift(erf(scale(x, Math.sqrt(0.5))), 1));
  }

  /** Returns {@code factor * x}. */
  default Value scale(Value x, double factor) {
    return unary(
        x,
        Pointwise.linear(factor, 0),
        (in, out) -> new ScalarMultiplication(in, null, out, factor),
        (ops, op, g) -> ops.scale(g, factor));
  }

  /** Returns {@code x + term}. */
  default Value shift(Value x, double term) {
    return unary(
        x,
        Pointwise.linear(1, term),
        (in, out) -> new ScalarAdd(in, null, out, term),
        (ops, op, g) -> g);
  }

  /** Returns {@code x^exponent}. */
  default Value power(Value x, double exponent) {
    return unary(
        x,
        (in, out) -> new Pow(in, out, exponent),
        (ops, op, g) -> ops.multiply(g, ops.scale(ops.power(op.input(0), exponent - 1), exponent)));
  }

  /** Returns x where it lies between the bounds, else the bound; the gradient outside is 0. */
  default Value clip(Value x, double low, double high) {
    Value atLeast = clipBelow(x, low);
    return unary(
        atLeast,
        (in, out) -> new ScalarMin(in, null, out, high),
        (ops, op, g) -> whereZero(ops.subtract(op.input(0), op.output()), g));
  }

  /** Returns {@code max(x, low)}; the gradient below is 0. */
  default Value clipBelow(Value x, double low) {
    return unary(
        x,
        (in, out) -> new ScalarMax(in, null, out, low),
        (ops, op, g) -> whereZero(ops.subtract(op.output(), op.input(0)), g));
  }

  /** Returns x where a number that is at least 0 is 0, and 0 where it is positive. */
  private Value whereZero(Value number, Value x) {
    return ops().subtract(x, ops().multiply(x, sign(number)));
  }

  /** Returns x without a gradient. */
  default Value stopGradient(Value x) {
    return trace().add(Copying.whole(x, Vjp.NONE));
  }

  private Value unary(
      Value x,
      Pointwise fast,
      BiFunction<INDArray, INDArray, org.nd4j.linalg.api.ops.Op> make,
      Vjp.First derivative) {
    return OneDnn.holds(x) ? fast.record(trace(), x) : unary(x, make, derivative);
  }

  private Value unary(
      Value x,
      BiFunction<INDArray, INDArray, org.nd4j.linalg.api.ops.Op> make,
      Vjp.First derivative) {
    return trace().add(new LegacyOp(x, new Value(x.type(), x.shape()), make, derivative));
  }
}
