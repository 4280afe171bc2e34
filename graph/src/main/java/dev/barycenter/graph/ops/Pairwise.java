package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * A function of two numbers as oneDNN computes it: the second array may stretch to the first.
 *
 * @param name its name among libnd4j's operations
 * @param algorithm its algorithm
 * @param commutes whether the arrays may change places
 */
record Pairwise(String name, int algorithm, boolean commutes) {
  static final Pairwise ADD = new Pairwise("add", dnnl.dnnl_binary_add, true);
  static final Pairwise SUBTRACT = new Pairwise("subtract", dnnl.dnnl_binary_sub, false);
  static final Pairwise MULTIPLY = new Pairwise("multiply", dnnl.dnnl_binary_mul, true);
  static final Pairwise DIVIDE = new Pairwise("divide", dnnl.dnnl_binary_div, false);
  static final Pairwise MAXIMUM = new Pairwise("maximum", dnnl.dnnl_binary_max, true);
  static final Pairwise MINIMUM = new Pairwise("minimum", dnnl.dnnl_binary_min, true);
  static final Pairwise GREATER = new Pairwise("greater", dnnl.dnnl_binary_gt, false);
  static final Pairwise GREATER_EQUAL = new Pairwise("greater_equal", dnnl.dnnl_binary_ge, false);
  static final Pairwise LESS = new Pairwise("less", dnnl.dnnl_binary_lt, false);
  static final Pairwise LESS_EQUAL = new Pairwise("less_equal", dnnl.dnnl_binary_le, false);
  static final Pairwise EQUAL = new Pairwise("equals", dnnl.dnnl_binary_eq, true);
  static final Pairwise NOT_EQUAL = new Pairwise("not_equals", dnnl.dnnl_binary_ne, true);

  /** Returns whether oneDNN computes the function of two arrays at its full speed. */
  boolean fits(Value a, Value b) {
    boolean floats = a.type() == b.type() && a.type() == org.nd4j.linalg.api.buffer.DataType.FLOAT;
    long[] shape = Broadcast.shape(a.shape(), b.shape());
    return floats
        && (Arrays.equals(shape, a.shape()) || (commutes && Arrays.equals(shape, b.shape())));
  }

  /** Returns the op on two arrays that fit. */
  Op record(Value a, Value b, Vjp vjp) {
    Value output = new Value(a.type(), Broadcast.shape(a.shape(), b.shape()));
    boolean swapped = !Arrays.equals(output.shape(), a.shape());
    return new PrimitiveOp(
        name, List.of(a, b), output, op -> List.of(primitive(op, swapped ? 1 : 0)), vjp);
  }

  private Primitive primitive(PrimitiveOp op, int whole) {
    Value full = op.input(whole);
    Value stretched = op.input(1 - whole);
    long[][] dims = joined(full.shape(), stretched.shape());
    memory.desc first = OneDnn.plain(dims[0]);
    memory.desc second = OneDnn.plain(dims[1]);
    return new Primitive(
            new binary.primitive_desc(
                new binary.desc(algorithm, first, second, first),
                OneDnn.attributes(),
                OneDnn.engine()))
        .with(dnnl.DNNL_ARG_SRC_0, op.in(whole, first))
        .with(dnnl.DNNL_ARG_SRC_1, op.in(1 - whole, second))
        .with(dnnl.DNNL_ARG_DST, op.out(0, first));
  }

  /** Returns both shapes with neighboring axes that stretch alike joined to one. */
  private static long[][] joined(long[] full, long[] stretched) {
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    Boolean last = null;
    int missing = full.length - stretched.length;
    for (int axis = 0; axis < full.length; axis++) {
      if (full[axis] == 1) {
        continue;
      }
      boolean stretches = axis < missing || stretched[axis - missing] == 1;
      if (last != null && last == stretches) {
        int at = first.size() - 1;
        first.set(at, first.get(at) * full[axis]);
        second.set(at, stretches ? 1 : second.get(at) * full[axis]);
      } else {
        first.add(full[axis]);
        second.add(stretches ? 1 : full[axis]);
        last = stretches;
      }
    }
    if (first.isEmpty()) {
      return new long[][] {{1}, {1}};
    }
    return new long[][] {
      first.stream().mapToLong(Long::longValue).toArray(),
      second.stream().mapToLong(Long::longValue).toArray()
    };
  }
}
