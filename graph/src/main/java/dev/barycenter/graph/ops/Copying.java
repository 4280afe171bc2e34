package dev.barycenter.graph.ops;

import java.util.List;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies of floats between places and orders, as oneDNN makes them. */
final class Copying {
  private Copying() {}

  /** Returns what copies x in another order of its axes. */
  static List<Primitive> transposed(PrimitiveOp op, int... order) {
    long[] from = Strides.of(op.input(0).shape());
    long[] strides = java.util.Arrays.stream(order).mapToLong(axis -> from[axis]).toArray();
    long[] shape = op.output().shape();
    return List.of(
        Primitive.reorder(
            op.in(0, OneDnn.strided(shape, strides)), op.out(0, OneDnn.plain(shape))));
  }

  /** Returns what copies x as it is. */
  static List<Primitive> whole(PrimitiveOp op) {
    memory.desc flat = OneDnn.plain(op.output().size());
    return List.of(Primitive.reorder(op.in(0, flat), op.out(0, flat)));
  }

  /**
   * Returns what copies a stretch along one axis of an array into a smaller array.
   *
   * @param start the first position of the stretch
   */
  static Primitive slice(INDArray whole, int axis, long start, INDArray part) {
    memory.desc flat = OneDnn.plain(flat(part.shape(), axis));
    return Primitive.reorder(stretch(whole, axis, start, part), OneDnn.memory(flat, part));
  }

  /** Returns what copies an array into a stretch along one axis of a larger array. */
  static Primitive insert(INDArray part, INDArray whole, int axis, long start) {
    memory.desc flat = OneDnn.plain(flat(part.shape(), axis));
    return Primitive.reorder(OneDnn.memory(flat, part), stretch(whole, axis, start, part));
  }

  private static memory stretch(INDArray whole, int axis, long start, INDArray part) {
    long[] shape = flat(part.shape(), axis);
    long[] strides = Strides.of(flat(whole.shape(), axis));
    return OneDnn.memory(OneDnn.strided(shape, strides), whole, start * strides[1]);
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

  /** Returns whether these copies are for the arrays of a value. */
  static boolean fits(Value x) {
    return OneDnn.isAvailable() && x.type() == DataType.FLOAT;
  }
}
