package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.binary;
import static dev.barycenter.graph.layer.Function.single;
import static dev.barycenter.graph.layer.Function.unary;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** Functions that work element by element. */
final class ElementFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";
  private static final String MATH = "keras.src.ops.math";
  private static final String CORE = "keras.src.ops.core";

  static final List<Function> ALL =
      List.of(
          unary(NUMPY, "Abs", Ops::abs),
          unary(NUMPY, "Absolute", Ops::abs),
          binary(NUMPY, "Add", ElementFunctions::add),
          single(CORE, "Cast", ElementFunctions::cast).with("dtype"),
          unary(NUMPY, "Ceil", (ops, x) -> ops.negative(ops.floor(ops.negative(x)))),
          single(NUMPY, "Clip", ElementFunctions::clip).with("x_min", "x_max"),
          unary(NUMPY, "Cos", Ops::cos),
          unary(NUMPY, "Cosh", (ops, x) -> ops.scale(ops.add(ops.exp(x), inverse(ops, x)), 0.5)),
          binary(NUMPY, "Divide", ElementFunctions::divide),
          binary(NUMPY, "DivideNoNan", ElementFunctions::divideNoNan),
          unary(MATH, "Erf", Ops::erf),
          unary(NUMPY, "Exp", Ops::exp),
          unary(NUMPY, "Exp2", (ops, x) -> ops.exp(ops.scale(x, Math.log(2)))),
          unary(NUMPY, "Expm1", (ops, x) -> ops.shift(ops.exp(x), -1)),
          unary(NUMPY, "Floor", Ops::floor),
          binary(NUMPY, "FloorDivide", call -> call.ops().floor(divide(call))),
          Function.plain(
                  NUMPY,
                  "FullLike",
                  List.of("x", "fill_value"),
                  call ->
                      List.of(call.ops().broadcastTo(call.operand("fill_value"), call.x().shape())))
              .with("dtype=null"),
          unary(NUMPY, "Log", Ops::log),
          binary(NUMPY, "Logaddexp", ElementFunctions::logAddExp),
          unary(NUMPY, "Log10", (ops, x) -> ops.scale(ops.log(x), 1 / Math.log(10))),
          unary(NUMPY, "Log1p", (ops, x) -> ops.log(ops.shift(x, 1))),
          unary(NUMPY, "Log2", (ops, x) -> ops.scale(ops.log(x), 1 / Math.log(2))),
          binary(
              NUMPY, "Maximum", call -> call.ops().maximum(call.operand("x1"), call.operand("x2"))),
          binary(
              NUMPY, "Minimum", call -> call.ops().minimum(call.operand("x1"), call.operand("x2"))),
          binary(NUMPY, "Mod", ElementFunctions::mod),
          binary(NUMPY, "Multiply", ElementFunctions::multiply),
          unary(NUMPY, "Negative", Ops::negative),
          single(NUMPY, "OnesLike", call -> call.ops().fill(1, call.x().shape()))
              .with("dtype=null"),
          binary(NUMPY, "Power", ElementFunctions::power),
          unary(NUMPY, "Reciprocal", (ops, x) -> ops.divide(ops.constant(1), x)),
          unary(MATH, "Rsqrt", (ops, x) -> ops.divide(ops.constant(1), ops.sqrt(x))),
          unary(NUMPY, "Sign", Ops::sign),
          unary(NUMPY, "Sin", Ops::sin),
          unary(
              NUMPY, "Sinh", (ops, x) -> ops.scale(ops.subtract(ops.exp(x), inverse(ops, x)), 0.5)),
          unary(NUMPY, "Sqrt", Ops::sqrt),
          unary(NUMPY, "Square", Ops::square),
          Function.plain(
              CORE,
              "StopGradient",
              List.of("variable"),
              call -> List.of(call.ops().stopGradient(call.x()))),
          binary(NUMPY, "Subtract", ElementFunctions::subtract),
          unary(NUMPY, "Tan", (ops, x) -> ops.divide(ops.sin(x), ops.cos(x))),
          unary(NUMPY, "Tanh", Ops::tanh),
          binary(NUMPY, "TrueDivide", ElementFunctions::divide),
          unary(NUMPY, "Trunc", ElementFunctions::truncated),
          single(NUMPY, "ZerosLike", call -> call.ops().zerosLike(call.x())).with("dtype=null"));

  private ElementFunctions() {}

  private static Value add(FunctionCall call) {
    Double left = call.number("x1");
    Double right = call.number("x2");
    if (left != null) {
      return call.ops().shift(call.operand("x2"), left);
    }
    return right != null
        ? call.ops().shift(call.operand("x1"), right)
        : call.ops().add(call.operand("x1"), call.operand("x2"));
  }

  private static Value subtract(FunctionCall call) {
    Double left = call.number("x1");
    Double right = call.number("x2");
    if (left != null) {
      return call.ops().shift(call.ops().negative(call.operand("x2")), left);
    }
    return right != null
        ? call.ops().shift(call.operand("x1"), -right)
        : call.ops().subtract(call.operand("x1"), call.operand("x2"));
  }

  private static Value multiply(FunctionCall call) {
    Double left = call.number("x1");
    Double right = call.number("x2");
    if (left != null) {
      return call.ops().scale(call.operand("x2"), left);
    }
    return right != null
        ? call.ops().scale(call.operand("x1"), right)
        : call.ops().multiply(call.operand("x1"), call.operand("x2"));
  }

  private static Value divide(FunctionCall call) {
    return call.ops().divide(call.operand("x1"), call.operand("x2"));
  }

  private static Value mod(FunctionCall call) {
    Value whole = call.ops().floor(divide(call));
    return call.ops().subtract(call.operand("x1"), call.ops().multiply(whole, call.operand("x2")));
  }

  private static Value power(FunctionCall call) {
    Double exponent = call.number("x2");
    if (exponent != null) {
      Value x = call.operand("x1");
      return exponent == 2 ? call.ops().square(x) : call.ops().power(x, exponent);
    }
    return call.ops().power(call.operand("x1"), call.operand("x2"));
  }

  private static Value clip(FunctionCall call) {
    return call.ops().clip(call.x(), call.real("x_min"), call.real("x_max"));
  }

  private static Value cast(FunctionCall call) {
    String type = call.setting("dtype").asText();
    Ops ops = call.ops();
    if (type.startsWith("float") || type.equals("bfloat16")) {
      return call.x();
    }
    if (type.equals("bool")) {
      return ops.notEqual(call.x(), ops.constant(0));
    }
    call.only(type.startsWith("int") || type.startsWith("uint"), "dtype", "a type of numbers");
    return truncated(ops, call.x());
  }

  private static Value truncated(Ops ops, Value x) {
    return ops.multiply(ops.sign(x), ops.floor(ops.abs(x)));
  }

  private static Value inverse(Ops ops, Value x) {
    return ops.exp(ops.negative(x));
  }

  private static Value divideNoNan(FunctionCall call) {
    Ops ops = call.ops();
    Value b = call.operand("x2");
    Value zero = ops.equal(b, ops.constant(0));
    Value quotient = ops.divide(call.operand("x1"), ops.where(zero, ops.constant(1), b));
    return ops.where(zero, ops.constant(0), quotient);
  }

  private static Value logAddExp(FunctionCall call) {
    Ops ops = call.ops();
    Value a = call.operand("x1");
    Value b = call.operand("x2");
    return ops.add(b, Activation.softplus(ops, ops.subtract(a, b)));
  }
}
