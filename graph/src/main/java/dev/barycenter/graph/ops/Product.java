package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * A product of matrices as oneDNN computes it: any number of batch axes, then rows and columns,
 * each operand at its own distances in memory, so that transposed operands are not moved.
 *
 * @param left the layout of the left operand
 * @param right the layout of the right operand
 * @param output the layout of the product
 */
record Product(Layout left, Layout right, Layout output) {

  /** Returns the product of matrices in C order, exchanged first where asked. */
  static Product of(Value a, Value b, boolean transposeA, boolean transposeB, long... shape) {
    Layout left = Layout.plain(a.shape());
    Layout right = Layout.plain(b.shape());
    return new Product(
        transposeA ? left.transposed() : left,
        transposeB ? right.transposed() : right,
        Layout.plain(shape));
  }

  /** Returns whether oneDNN computes this at its full speed. */
  boolean fits() {
    return (left.hasDenseRows() || left.hasDenseColumns())
        && (right.hasDenseRows() || right.hasDenseColumns())
        && output.hasDenseRows();
  }

  /**
   * Returns the op.
   *
   * @param type the type of what is multiplied
   * @param bias what is added to each column of the product; null for nothing
   */
  Op op(ComputeType type, Value a, Value b, @Nullable Value bias, Vjp vjp) {
    Value product = new Value(a.type(), output.shape());
    List<Value> inputs = bias == null ? List.of(a, b) : List.of(a, b, bias);
    PrimitiveOp.Maker maker = op -> primitives(op, type, bias != null);
    return new PrimitiveOp("matmul", inputs, product, maker, vjp);
  }

  private List<Primitive> primitives(PrimitiveOp op, ComputeType type, boolean biased) {
    memory.desc bias = biased ? OneDnn.plain(biasShape()) : OneDnn.none();
    memory.desc rows = left.description(type);
    memory.desc columns = right.description(type);
    List<Primitive> all = new ArrayList<>();
    Primitive product =
        new Primitive(
                new matmul.primitive_desc(
                    new matmul.desc(rows, columns, bias, output.description()),
                    OneDnn.attributes(),
                    OneDnn.engine()))
            .with(dnnl.DNNL_ARG_SRC, op.in(0, left.description(), rows, all))
            .with(dnnl.DNNL_ARG_WEIGHTS, op.in(1, right.description(), columns, all))
            .with(dnnl.DNNL_ARG_DST, op.out(0, output.description()));
    all.add(biased ? product.with(dnnl.DNNL_ARG_BIAS, op.in(2, bias)) : product);
    return all;
  }

  private long[] biasShape() {
    long[] shape = new long[output.shape().length];
    Arrays.fill(shape, 1);
    shape[shape.length - 1] = output.shape()[shape.length - 1];
    return shape;
  }
}
