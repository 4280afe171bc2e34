package dev.barycenter.worker.averaging;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Floats as a value: compared by their bits, serialized as plain bytes.
 *
 * <p>Whoever makes one hands the array over; nobody changes it afterwards.
 */
public final class FloatVector implements Serializable {

  private static final long serialVersionUID = 1;

  /** No floats. */
  public static final FloatVector EMPTY = new FloatVector(new float[0]);

  private transient float[] values;

  private FloatVector(float[] values) {
    this.values = values;
  }

  /** Returns {@code values} as a vector; the caller gives the array away. */
  public static FloatVector of(float... values) {
    return values.length == 0 ? EMPTY : new FloatVector(values);
  }

  /** Returns the number of floats. */
  public int length() {
    return values.length;
  }

  /** Returns the array itself, to be read and not written. */
  public float[] array() {
    return values;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    out.writeObject(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    byte[] bytes = (byte[]) in.readObject();
    values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatVector that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    String first = Arrays.toString(Arrays.copyOf(values, Math.min(8, values.length)));
    return "FloatVector[length=%d, first=%s]".formatted(values.length, first);
  }
}
