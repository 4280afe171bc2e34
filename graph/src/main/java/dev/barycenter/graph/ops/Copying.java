package dev.barycenter.graph.ops;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Copies between places and orders of elements. */
final class Copying {
  private Copying() {}

  /** Returns the op that copies x as it is. */
  static Op whole(Value x, Vjp vjp) {
    Value copy = new Value(x.type(), x.shape());
    return OneDnn.holds(x)
        ? new PrimitiveOp("copy", List.of(x), copy, Copying::whole, vjp)
        : new JavaOp(List.of(x), copy, op -> op.output().array().assign(op.input(0).array()), vjp);
  }

  private static List<Primitive> whole(PrimitiveOp op) {
    memory.desc flat = OneDnn.plain(op.output().size());
    return List.of(Primitive.reorder(op.in(0, flat), op.out(0, flat)));
  }

  /** Returns the op after which axis i is what axis {@code order[i]} of x was. */
  static Op transposed(Value x, Vjp vjp, int... order) {
    Value copy = new Value(x.type(), Arrays.stream(order).mapToLong(x::dim).toArray());
    return OneDnn.holds(x)
        ? new PrimitiveOp("transpose", List.of(x), copy, op -> transposed(op, order), vjp)
        : new JavaOp(
            List.of(x),
            copy,
            op -> op.output().array().assign(op.input(0).array().permute(order)),
            vjp);
  }

  private static List<Primitive> transposed(PrimitiveOp op, int... order) {
    long[] from = Strides.of(op.input(0).shape());
    long[] strides = Arrays.stream(order).mapToLong(axis -> from[axis]).toArray();
    long[] shape = op.output().shape();
    return List.of(
        Primitive.reorder(
            op.in(0, OneDnn.strided(shape, strides)), op.out(0, OneDnn.plain(shape))));
  }

  /**
   * Returns the op that copies x in reverse order along an axis. (libnd4j's own op for it makes an
   * array for each row in each run, and never frees them.)
   */
  static Op reversed(Value x, int axis, Vjp vjp) {
    Value copy = new Value(x.type(), x.shape());
    return new JavaOp(
        List.of(x), copy, op -> reversed(op.input(0).array(), op.output().array(), axis), vjp);
  }

  private static void reversed(INDArray from, INDArray to, int axis) {
    long[] shape = flat(from.shape(), axis);
    if (Floats.in(from) && Floats.in(to)) {
      reversed(Floats.of(from), Floats.of(to), (int) shape[1], (int) shape[2]);
      return;
    }
    INDArray source = from.reshape('c', shape);
    INDArray target = to.reshape('c', shape);
    for (long i = 0; i < shape[1]; i++) {
      at(target, i).assign(at(source, shape[1] - 1 - i));
    }
  }

  private static INDArray at(INDArray array, long position) {
    return array.get(NDArrayIndex.all(), NDArrayIndex.point(position), NDArrayIndex.all());
  }

  /** Reverses stretches of so many rows of one width. */
  private static void reversed(FloatBuffer from, FloatBuffer to, int rows, int width) {
    for (int begin = 0; begin < from.limit(); begin += rows * width) {
      for (int row = 0; row < rows; row++) {
        int source = begin + row * width;
        int target = begin + (rows - 1 - row) * width;
        for (int i = 0; i < width; i++) {
          to.put(target + i, from.get(source + i));
        }
      }
    }
  }

  /** Returns the op that copies floats side by side along an axis. */
  static Op joined(List<Value> parts, Value whole, int axis, Vjp vjp) {
    return new PrimitiveOp("concat", parts, whole, op -> joined(op, axis), vjp);
  }

  private static List<Primitive> joined(PrimitiveOp op, int axis) {
    List<Primitive> copies = new ArrayList<>();
    long start = 0;
    for (Value part : op.inputs()) {
      INDArray array = part.array();
      copies.add(
          Primitive.reorder(plain(array, axis), stretch(op.output().array(), axis, start, array)));
      start += part.dim(axis);
    }
    return copies;
  }

  /** Returns the op that copies a stretch of floats along an axis. */
  static Op sliced(Value x, int axis, long start, long length) {
    Value piece = new Value(x.type(), SliceOp.sliced(x, axis, start, length));
    long after = x.dim(axis) - start - length;
    Vjp vjp = Vjp.ofFirst((ops, op, g) -> ops.pad(g, axis, start, after, 0));
    return new PrimitiveOp(
        "slice",
        List.of(x),
        piece,
        op -> List.of(cut(x.array(), axis, start, op.output().array())),
        vjp);
  }

  /**
   * Returns what copies a stretch of an array along one axis into a smaller array.
   *
   * @param start the first position of the stretch
   */
  static Primitive cut(INDArray whole, int axis, long start, INDArray part) {
    return Primitive.reorder(stretch(whole, axis, start, part), plain(part, axis));
  }

  private static memory plain(INDArray part, int axis) {
    return OneDnn.memory(OneDnn.plain(flat(part.shape(), axis)), part);
  }

  private static memory stretch(INDArray whole, int axis, long start, INDArray part) {
    long[] strides = Strides.of(flat(whole.shape(), axis));
    return OneDnn.memory(
        OneDnn.strided(flat(part.shape(), axis), strides), whole, start * strides[1]);
  }

  /** Returns a shape with all axes before one and all after it joined. */
  private static long[] flat(long[] shape, int axis) {
    long[] three = {1, shape[axis], 1};
    for (int i = 0; i < shape.length; i++) {
      if (i != axis) {
        three[i < axis ? 0 : 2] *= shape[i];
      }
    }
    return three;
  }
}
