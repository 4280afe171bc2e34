package dev.barycenter.graph.ops;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reduction;
import org.jspecify.annotations.Nullable;

/**
 * Sums over neighboring axes, as products with ones where these come first or in the middle: a
 * product is several times faster than a reduction there.
 */
final class Summing {
  private Summing() {}

  /**
   * Records the sum over some axes, of any shape with as many elements as it has; null if the axes
   * are not neighbors, or if libnd4j's reduction is as good.
   */
  static @Nullable Value record(Ops ops, Value x, int... axes) {
    int[] gone = Broadcast.reducedAxes(x.shape(), axes);
    boolean neighbors = gone.length > 0 && gone[gone.length - 1] - gone[0] == gone.length - 1;
    if (!neighbors || x.type() != ops.trace().type()) {
      return null;
    }
    long before = product(x, 0, gone[0]);
    long count = product(x, gone[0], gone[gone.length - 1] + 1);
    long after = product(x, gone[gone.length - 1] + 1, x.rank());
    if (count == 1) {
      return x;
    }
    if (OneDnn.holds(x)) {
      return after == 1 ? ofLast(ops, x, before, count) : ofMiddle(ops, x, before, count, after);
    }
    if (before == 1 && after > 1) {
      return ops.matmul(ops.fill(1, 1, count), ops.reshape(x, count, after), false, false);
    }
    return after == 1 && before > 1
        ? ops.matmul(ops.reshape(x, before, count), ops.fill(1, count, 1), false, false)
        : null;
  }

  private static long product(Value x, int from, int to) {
    return IntStream.range(from, to).mapToLong(x::dim).reduce(1, Math::multiplyExact);
  }

  private static Value ofMiddle(Ops ops, Value x, long before, long count, long after) {
    Value ones = ops.fill(1, 1, 1, count);
    Value rows = ops.reshape(x, before, count, after);
    Vjp vjp =
        (recorder, op, g, wanted) ->
            Arrays.asList(null, wanted[1] ? recorder.broadcastTo(g, before, count, after) : null);
    Product product = Product.of(ones, rows, false, false, before, 1, after);
    return ops.trace().add(product.op(ComputeType.FLOAT32, ones, rows, null, vjp));
  }

  private static Value ofLast(Ops ops, Value x, long before, long count) {
    Value rows = ops.reshape(x, before, count);
    Value sum = new Value(x.type(), before, 1);
    Vjp vjp = Vjp.ofFirst((recorder, op, g) -> recorder.broadcastTo(g, before, count));
    return ops.trace().add(new PrimitiveOp("sum", List.of(rows), sum, Summing::ofLast, vjp));
  }

  private static List<Primitive> ofLast(PrimitiveOp op) {
    memory.desc rows = OneDnn.plain(op.input(0).shape());
    memory.desc sums = OneDnn.plain(op.output().shape());
    return List.of(
        new Primitive(
                new reduction.primitive_desc(
                    new reduction.desc(dnnl.dnnl_reduction_sum, rows, sums, 0, 0),
                    OneDnn.attributes(),
                    OneDnn.engine()))
            .with(dnnl.DNNL_ARG_SRC, op.in(0, rows))
            .with(dnnl.DNNL_ARG_DST, op.out(0, sums)));
  }
}
