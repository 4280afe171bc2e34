package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * An n-dimensional array in C order, still in the file's own bytes; a scalar has no dimensions.
 *
 * <p>Numbers are converted when they are asked for, so an array that nobody asks for costs nothing.
 */
public final class Hdf5Array {

  private final int[] shape;
  private final ElementType type;
  private final ByteBuffer bytes;
  private final List<String> strings;

  private Hdf5Array(int[] shape, ElementType type, ByteBuffer bytes, List<String> strings) {
    this.shape = shape.clone();
    this.type = type;
    this.bytes = bytes;
    this.strings = strings;
  }

  static Hdf5Array ofBytes(int[] shape, ElementType type, ByteBuffer bytes) {
    return new Hdf5Array(shape, type, bytes.slice().asReadOnlyBuffer(), List.of());
  }

  static Hdf5Array ofStrings(int[] shape, ElementType type, List<String> strings) {
    return new Hdf5Array(shape, type, ByteBuffer.allocate(0), List.copyOf(strings));
  }

  /** Returns the length of each dimension; empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns the number of elements. */
  public int elements() {
    return Shapes.elements(shape);
  }

  /** Returns the type of the elements. */
  public ElementType type() {
    return type;
  }

  /** Returns whether the elements are text. */
  public boolean text() {
    return type.kind() == ElementType.Kind.STRING || type.kind() == ElementType.Kind.FIXED_STRING;
  }

  /** Returns the elements of an array of text, flat; of any other array an empty list. */
  public List<String> strings() {
    return strings;
  }

  /**
   * Returns the elements as float32, flat, rounded to nearest; two opaque bytes are a bfloat16.
   *
   * @throws IllegalStateException if the elements are text, or opaque bytes of another size
   */
  public float[] floats() {
    return Numbers.floats(type, bytes.duplicate().order(type.order()), elements());
  }

  /**
   * Returns the elements as whole numbers, flat, cut toward zero.
   *
   * @throws IllegalStateException if the elements are text or opaque bytes
   */
  public long[] longs() {
    return Numbers.longs(type, bytes.duplicate().order(type.order()), elements());
  }

  @Override
  public String toString() {
    return "%s%d%s".formatted(type.kind(), 8 * type.bytes(), Arrays.toString(shape));
  }
}
