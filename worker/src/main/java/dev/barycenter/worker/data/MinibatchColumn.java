package dev.barycenter.worker.data;

import dev.barycenter.worker.data.Column.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The values of one column in a minibatch: float32 in row-major order, reused from step to step.
 */
public final class MinibatchColumn {

  private final Column column;
  private final int stride;
  private final int[] lengths;
  private FloatBuffer values = FloatBuffer.allocate(0);
  private float[] row = new float[0];
  private List<Integer> shape = List.of();
  private int rows;
  private int steps = 1;

  MinibatchColumn(Column column, int capacity) {
    this.column = column;
    this.stride = column.stride();
    this.lengths = new int[capacity];
  }

  /** Returns what this column is. */
  public Column column() {
    return column;
  }

  /**
   * Returns the shape of {@link #values()}: examples, then, if variable, the longest length, then
   * the rest.
   */
  public List<Integer> shape() {
    return shape;
  }

  /**
   * Returns the values: direct, native byte order, position 0, limit the product of {@link
   * #shape()}.
   */
  public FloatBuffer values() {
    return values;
  }

  /**
   * Returns the lengths of the examples along a variable first axis; values beyond an example's
   * length are 0. The first {@code count} entries are valid; all are 0 where the axis is fixed.
   */
  public int[] lengths() {
    return lengths;
  }

  /** Returns a copy of the values of one example, without padding. */
  public float[] values(int index) {
    float[] numbers = new float[(column.variable() ? lengths[index] : 1) * stride];
    values.get(index * rowSize(), numbers);
    return numbers;
  }

  /** Makes room for {@code rows} examples of at most {@code steps} steps (1 where fixed). */
  void shape(int rows, int steps) {
    if (rows != this.rows || steps != this.steps || shape.isEmpty()) {
      this.rows = rows;
      this.steps = steps;
      Stream<Integer> rest = column.shape().stream();
      shape =
          column.variable()
              ? Stream.concat(Stream.of(rows, steps), rest.skip(1)).toList()
              : Stream.concat(Stream.of(rows), rest).toList();
    }
    int size = Math.multiplyExact(rows, rowSize());
    if (values.capacity() < size) {
      values =
          ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    values.clear().limit(size);
    if (row.length < rowSize()) {
      row = new float[rowSize()];
    }
  }

  private int rowSize() {
    return Math.multiplyExact(steps, stride);
  }

  /** Unpacks one example's values of this column, padding with zeros. */
  void unpack(ByteBuffer packed, int index) {
    int length = column.variable() ? packed.getInt() : 1;
    lengths[index] = column.variable() ? length : 0;
    int size = length * stride;
    int at = index * rowSize();
    if (column.storage() == Storage.FLOAT32) {
      values.put(at, packed.asFloatBuffer(), 0, size);
      packed.position(packed.position() + size * Float.BYTES);
    } else {
      widen(packed, size);
      values.put(at, row, 0, size);
    }
    if (size < rowSize()) {
      Arrays.fill(row, 0, rowSize() - size, 0);
      values.put(at + size, row, 0, rowSize() - size);
    }
  }

  /** Changes the picture of one example as the column's augmentation says, if it has one. */
  void augment(int index, long seed) {
    Augmentation augmentation = column.augmentation();
    if (augmentation != null) {
      List<Integer> shape = column.shape();
      float[] picture = new float[rowSize()];
      values.get(index * rowSize(), picture);
      float[] changed = augmentation.apply(picture, shape.get(0), shape.get(1), shape.get(2), seed);
      values.put(index * rowSize(), changed);
    }
  }

  private void widen(ByteBuffer packed, int size) {
    boolean bytes = column.storage() == Storage.UINT8;
    for (int i = 0; i < size; i++) {
      row[i] = bytes ? packed.get() & 0xff : packed.getShort() & 0xffff;
    }
  }

  /** Returns the steps that {@code packed} holds of this column, and moves past it. */
  int skip(ByteBuffer packed) {
    int length = column.variable() ? packed.getInt() : 1;
    packed.position(packed.position() + length * stride * column.storage().bytes());
    return length;
  }

  @Override
  public String toString() {
    return IntStream.range(0, Math.min(8, values.limit())).mapToObj(values::get).toList()
        + " … of "
        + shape();
  }
}
