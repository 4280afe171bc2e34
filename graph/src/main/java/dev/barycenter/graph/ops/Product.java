package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * A product of matrices as oneDNN computes it: any number of batch axes, then rows and columns, each
 * operand at its own distances in memory, so that transposed operands are not moved.
 *
 * @param left the layout of the left operand
 * @param right the layout of the right operand
 * @param output the layout of the product
 */
record Product(Layout left, Layout right, Layout output) {

  /** Lengths and distances of the axes of an operand. */
  record Layout(long[] shape, long[] strides) {
    /** Returns matrices in C order. */
    static Layout plain(long... shape) {
      return new Layout(shape, Strides.of(shape));
    }

    /** Returns these matrices with rows and columns exchanged. */
    Layout transposed() {
      return new Layout(exchanged(shape), exchanged(strides));
    }

    private static long[] exchanged(long[] axes) {
      long[] other = axes.clone();
      other[axes.length - 1] = axes[axes.length - 2];
      other[axes.length - 2] = axes[axes.length - 1];
      return other;
    }

    /** Returns whether the elements of a row, or those of a column, lie side by side. */
    boolean isDense() {
      int columns = shape.length - 1;
      return rowIsDense()
          || (strides[columns - 1] == 1 || shape[columns - 1] == 1);
    }

    boolean rowIsDense() {
      int columns = shape.length - 1;
      return strides[columns] == 1 || shape[columns] == 1;
    }

    memory.desc description() {
      return OneDnn.strided(shape, strides);
    }
  }

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
    return left.isDense() && right.isDense() && output.rowIsDense();
  }

  /**
   * Returns the primitive; inputs are left, right and optionally a bias for each column.
   *
   * @param biased whether the third input is a bias
   */
  List<Primitive> primitives(PrimitiveOp op, boolean biased) {
    memory.desc bias = biased ? OneDnn.plain(biasShape()) : OneDnn.none();
    matmul.primitive_desc description =
        new matmul.primitive_desc(
            new matmul.desc(
                left.description(), right.description(), bias, output.description()),
            OneDnn.attributes(),
            OneDnn.engine());
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, op.in(0, left.description()))
            .with(dnnl.DNNL_ARG_WEIGHTS, op.in(1, right.description()))
            .with(dnnl.DNNL_ARG_DST, op.out(0, output.description()));
    List<Primitive> all = new ArrayList<>();
    all.add(biased ? primitive.with(dnnl.DNNL_ARG_BIAS, op.in(2, bias)) : primitive);
    return all;
  }

  private long[] biasShape() {
    long[] shape = new long[output.shape().length];
    java.util.Arrays.fill(shape, 1);
    shape[shape.length - 1] = output.shape()[shape.length - 1];
    return shape;
  }
}
