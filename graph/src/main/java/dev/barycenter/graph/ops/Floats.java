package dev.barycenter.graph.ops;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The floats of arrays as buffers, which Java code reads and writes many times faster. */
final class Floats {
  private Floats() {}

  /** Returns whether an array can be seen as a buffer. */
  static boolean in(INDArray array) {
    return array.dataType() == DataType.FLOAT && Strides.isPlain(array);
  }

  /** Returns the elements of an array of floats in C order, live. */
  static FloatBuffer of(INDArray array) {
    ByteBuffer all = array.data().asNio();
    return all.order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .slice(0, Math.toIntExact(array.length()));
  }
}
