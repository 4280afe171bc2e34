package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.binary;

import dev.barycenter.graph.ops.Einsum;
import dev.barycenter.graph.ops.Value;
import java.util.Arrays;
import java.util.List;

/** Functions that multiply matrices. */
final class ProductFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";

  static final List<Function> ALL =
      List.of(
          binary(NUMPY, "Dot", ProductFunctions::dot),
          binary(NUMPY, "Einsum", ProductFunctions::einsum).with("subscripts"),
          binary(NUMPY, "Matmul", ProductFunctions::matmul));

  private ProductFunctions() {}

  private static Value dot(FunctionCall call) {
    Value b = call.operand("x2");
    Check.refuse(
        b.rank() > 2,
        "Dot is supported for a constant vector or matrix as 'x2' only. Use Matmul instead.");
    return matmul(call);
  }

  private static Value einsum(FunctionCall call) {
    Einsum einsum = new Einsum(call.setting("subscripts").asText().replace(" ", ""));
    return einsum.apply(call.ops(), call.operand("x1"), call.operand("x2"));
  }

  private static Value matmul(FunctionCall call) {
    Value a = call.operand("x1");
    Value b = call.operand("x2");
    if (b.rank() == 1) {
      Value product = call.ops().dense(a, call.ops().reshape(b, b.dim(0), 1));
      return call.ops().reshape(product, Arrays.copyOf(a.shape(), a.rank() - 1));
    }
    if (b.rank() == 2) {
      check(a, b);
      return call.ops().dense(a, b);
    }
    int rank = Math.max(a.rank(), b.rank());
    Value left = widened(call, a, b, rank);
    Value right = widened(call, b, a, rank);
    check(left, right);
    return call.ops().matmul(left, right, false, false);
  }

  private static void check(Value a, Value b) {
    Check.refuse(a.dim(-1) != b.dim(-2), "Cannot multiply matrices of shapes %s and %s.", a, b);
  }

  /** Returns an array whose axes before the last two are stretched to those of another. */
  private static Value widened(FunctionCall call, Value x, Value other, int rank) {
    long[] shape = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long own = i > x.rank() ? 1 : x.dim(-i);
      long theirs = i > other.rank() ? 1 : other.dim(-i);
      shape[rank - i] = i <= 2 ? own : Math.max(own, theirs);
    }
    return call.ops().broadcastTo(x, shape);
  }
}
