package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteOrder;

/**
 * The type of an array's elements.
 *
 * @param kind how the bits are read
 * @param bytes the size of an element in the file
 * @param order the byte order of numbers
 */
public record ElementType(Kind kind, int bytes, ByteOrder order) {

  /** How the bits of an element are read. */
  public enum Kind {
    /** IEEE 754 binary16, binary32, or binary64, by size. */
    FLOAT,
    /** A two's complement integer of 1, 2, 4, or 8 bytes. */
    SIGNED,
    /** An integer without a sign of 1, 2, 4, or 8 bytes. */
    UNSIGNED,
    /** Text in the element itself. */
    FIXED_STRING,
    /** A reference to text in a heap. */
    STRING,
    /** Bytes without a meaning; Keras keeps bfloat16 in two of them. */
    OPAQUE
  }

  static final ElementType FLOAT32 = new ElementType(Kind.FLOAT, 4, ByteOrder.LITTLE_ENDIAN);
  static final ElementType INT32 = new ElementType(Kind.SIGNED, 4, ByteOrder.LITTLE_ENDIAN);

  /** Returns whether elements are numbers. */
  public boolean numeric() {
    return kind == Kind.FLOAT || kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /** Reads a datatype message. */
  static ElementType read(Cursor body) {
    int classAndVersion = body.u8();
    int bits = body.u8();
    body.skip(2);
    int size = body.count(4, Integer.MAX_VALUE, "bytes per element");
    ByteOrder order = (bits & 1) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return switch (classAndVersion & 15) {
      case 0 -> integer(body, size, order, (bits & 8) != 0);
      case 1 -> floating(body, size, order);
      case 3 -> new ElementType(Kind.FIXED_STRING, size, order);
      case 5 -> new ElementType(Kind.OPAQUE, size, order);
      case 8 -> enumeration(body);
      case 9 -> variableLength(body, size, bits, order);
      default ->
          throw body.wrong(
              "elements of class " + (classAndVersion & 15), "numbers, text, or opaque bytes");
    };
  }

  private static ElementType integer(Cursor body, int size, ByteOrder order, boolean signed) {
    int bitOffset = body.u16();
    int precision = body.u16();
    if (Integer.bitCount(size) != 1 || size > 8 || bitOffset != 0 || precision != 8L * size) {
      throw body.wrong(
          "integers of %d bits in %d bytes".formatted(precision, size), "1, 2, 4, or 8 full bytes");
    }
    return new ElementType(signed ? Kind.SIGNED : Kind.UNSIGNED, size, order);
  }

  private static ElementType floating(Cursor body, int size, ByteOrder order) {
    body.skip(2);
    int precision = body.u16();
    body.skip(1);
    int exponentBits = body.u8();
    boolean ieee =
        (size == 2 && exponentBits == 5)
            || (size == 4 && exponentBits == 8)
            || (size == 8 && exponentBits == 11);
    if (!ieee || precision != 8 * size) {
      throw body.wrong(
          "floats of %d bits with an exponent of %d".formatted(precision, exponentBits),
          "IEEE floats of 16, 32, or 64 bits");
    }
    return new ElementType(Kind.FLOAT, size, order);
  }

  /** An enumeration is stored as its base type; h5py writes booleans so. */
  private static ElementType enumeration(Cursor body) {
    int classAndVersion = body.u8();
    int bits = body.u8();
    body.skip(2);
    int size = body.count(4, 8, "bytes per element");
    if ((classAndVersion & 15) != 0) {
      throw body.wrong("an enumeration of class " + (classAndVersion & 15), "one of integers");
    }
    ByteOrder order = (bits & 1) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return integer(body, size, order, (bits & 8) != 0);
  }

  private static ElementType variableLength(Cursor body, int size, int bits, ByteOrder order) {
    if ((bits & 15) != 1) {
      throw body.wrong("sequences of varying length", "text");
    }
    return new ElementType(Kind.STRING, size, order);
  }
}
