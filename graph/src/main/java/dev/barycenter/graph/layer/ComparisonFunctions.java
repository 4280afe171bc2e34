package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.binary;
import static dev.barycenter.graph.layer.Function.unary;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** Functions that compare, choose and combine conditions: 1 for true, 0 for false. */
final class ComparisonFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";

  static final List<Function> ALL =
      List.of(
          compare("Equal", Ops::equal),
          compare("Greater", Ops::greater),
          compare("GreaterEqual", Ops::greaterEqual),
          compare("Less", Ops::less),
          compare("LessEqual", Ops::lessEqual),
          compare("LogicalAnd", (ops, a, b) -> ops.multiply(truth(ops, a), truth(ops, b))),
          unary(NUMPY, "LogicalNot", (ops, x) -> ops.equal(x, ops.constant(0))),
          compare("LogicalOr", (ops, a, b) -> ops.maximum(truth(ops, a), truth(ops, b))),
          compare("LogicalXor", (ops, a, b) -> ops.notEqual(truth(ops, a), truth(ops, b))),
          compare("NotEqual", Ops::notEqual),
          Function.plain(
              NUMPY,
              "Where",
              List.of("condition", "x1", "x2"),
              call ->
                  List.of(
                      call.ops()
                          .where(
                              call.operand("condition"), call.operand("x1"), call.operand("x2")))));

  private ComparisonFunctions() {}

  /** Compares two arrays. */
  @FunctionalInterface
  private interface Comparison {
    Value record(Ops ops, Value a, Value b);
  }

  private static Function compare(String name, Comparison comparison) {
    return binary(
        NUMPY, name, call -> comparison.record(call.ops(), call.operand("x1"), call.operand("x2")));
  }

  /** Records 1 where x is not 0. */
  static Value truth(Ops ops, Value x) {
    return ops.notEqual(x, ops.constant(0));
  }
}
