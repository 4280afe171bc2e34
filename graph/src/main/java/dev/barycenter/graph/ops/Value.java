package dev.barycenter.graph.ops;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array in a {@link Trace}: its type and shape now, its contents when a {@link Program} runs.
 */
public final class Value {
  private final DataType type;
  private final long[] shape;
  private @Nullable Op producer;
  private @Nullable INDArray array;

  Value(DataType type, long... shape) {
    this.type = type;
    this.shape = shape.clone();
  }

  /** Returns the type of the elements. */
  public DataType type() {
    return type;
  }

  /** Returns the shape, batch axis included. */
  public long[] shape() {
    return shape.clone();
  }

  /** Returns the number of axes, batch axis included. */
  public int rank() {
    return shape.length;
  }

  /** Returns the length of an axis; negative positions count from the last axis. */
  public long dim(int axis) {
    return shape[axis < 0 ? axis + shape.length : axis];
  }

  /** Returns the number of elements. */
  public long size() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /**
   * Returns the array that holds the contents. Only valid once a {@link Program} holds the trace.
   */
  public INDArray array() {
    if (array == null) {
      throw new IllegalStateException(
          "A value of shape %s has no array yet: no program holds it.".formatted(this));
    }
    return array;
  }

  boolean isBound() {
    return array != null;
  }

  void bind(INDArray array) {
    if (!Arrays.equals(array.shape(), shape) || array.dataType() != type) {
      throw new IllegalArgumentException(
          "A value of type %s and shape %s cannot hold an array of type %s and shape %s."
              .formatted(type, this, array.dataType(), Arrays.toString(array.shape())));
    }
    this.array = array;
  }

  @Nullable Op producer() {
    return producer;
  }

  void producedBy(Op op) {
    producer = op;
  }

  @Override
  public String toString() {
    return Arrays.toString(shape);
  }
}
