package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A position in a stretch of the file: reads little-endian numbers, never past the stretch's end.
 */
final class Cursor {

  private final ByteBuffer stretch;
  private final long start;
  private final String what;

  /** Creates a cursor at the first byte of {@code stretch}, which begins at {@code start}. */
  Cursor(ByteBuffer stretch, long start, String what) {
    this.stretch = stretch.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.start = start;
    this.what = what;
  }

  long address() {
    return start + stretch.position();
  }

  int position() {
    return stretch.position();
  }

  int remaining() {
    return stretch.remaining();
  }

  int u8() {
    return need(1).get() & 0xff;
  }

  int u16() {
    return need(2).getShort() & 0xffff;
  }

  long u32() {
    return need(4).getInt() & 0xffff_ffffL;
  }

  /** Reads an unsigned number of {@code size} bytes; one of 2^63 or more comes out negative. */
  long unsigned(int size) {
    long value = 0;
    need(size);
    for (int i = 0; i < size; i++) {
      value |= (stretch.get() & 0xffL) << (8 * i);
    }
    return value;
  }

  /** Reads a number that counts something, so that it must be small enough to be true. */
  int count(int size, int limit, String unit) {
    long value = unsigned(size);
    if (value < 0 || value > limit) {
      throw wrong(
          "%s %s".formatted(Long.toUnsignedString(value), unit),
          "at most %d %s".formatted(limit, unit));
    }
    return (int) value;
  }

  void skip(int bytes) {
    ByteBuffer checked = need(bytes);
    checked.position(checked.position() + bytes);
  }

  /** Moves to the next multiple of eight, counted from the first byte of the stretch. */
  void align8() {
    skip((8 - stretch.position() % 8) % 8);
  }

  /** Cuts the next {@code bytes} bytes out as a stretch of their own. */
  Cursor cut(int bytes, String name) {
    need(bytes);
    Cursor part = new Cursor(stretch.slice().limit(bytes), address(), name);
    skip(bytes);
    return part;
  }

  /** Returns the next {@code bytes} bytes without copying them. */
  ByteBuffer bytes(int bytes) {
    need(bytes);
    ByteBuffer part = stretch.slice().limit(bytes).slice();
    skip(bytes);
    return part;
  }

  /** Reads a string of {@code bytes} bytes, cut at its first NUL. */
  String string(int bytes) {
    ByteBuffer raw = bytes(bytes);
    int end = 0;
    while (end < bytes && raw.get(end) != 0) {
      end++;
    }
    return StandardCharsets.UTF_8.decode(raw.limit(end)).toString();
  }

  /** Reads four letters that mark the kind of a structure. */
  void signature(String expected) {
    long at = address();
    String found = StandardCharsets.ISO_8859_1.decode(bytes(4)).toString();
    if (!found.equals(expected)) {
      throw Hdf5Exception.at(
          at, what, "no signature '%s'".formatted(expected), "this structure to begin with it");
    }
  }

  Hdf5Exception wrong(String found, String expected) {
    return Hdf5Exception.at(start, what, found, expected);
  }

  private ByteBuffer need(int bytes) {
    if (bytes < 0 || bytes > stretch.remaining()) {
      throw Hdf5Exception.at(
          address(),
          what,
          "%d bytes before its end".formatted(stretch.remaining()),
          "%d more bytes".formatted(bytes));
    }
    return stretch;
  }
}
