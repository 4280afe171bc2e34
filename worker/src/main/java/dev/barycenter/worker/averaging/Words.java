package dev.barycenter.worker.averaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Bytes seen as 4-byte words, each a float32 or an int32, little-endian.
 *
 * <p>Values move in bulk between the views and plain arrays: that is a memory copy, and loops over
 * arrays are what the JIT compiler turns into vector instructions. Writing floats and reading ints
 * is the cheap way to the bits of many floats.
 */
record Words(ByteBuffer bytes, FloatBuffer floats, IntBuffer ints) {

  /** Returns a view of all of {@code bytes}, from its position to its limit. */
  static Words of(ByteBuffer bytes) {
    ByteBuffer all = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    return new Words(all, all.asFloatBuffer(), all.asIntBuffer());
  }

  /** Returns zeros outside the heap. */
  static Words allocate(int words) {
    return of(ByteBuffer.allocateDirect(Math.multiplyExact(words, Integer.BYTES)));
  }

  /** Returns the long at words {@code at} and {@code at + 1}. */
  long getLong(int at) {
    return bytes.getLong(at * Integer.BYTES);
  }

  /** Puts a long into words {@code at} and {@code at + 1}. */
  void putLong(int at, long value) {
    bytes.putLong(at * Integer.BYTES, value);
  }
}
