package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;

/** Numbers of every stored type as the two that callers work with. */
final class Numbers {

  private Numbers() {}

  static float[] floats(ElementType type, ByteBuffer bytes, int elements) {
    float[] values = new float[elements];
    if (type.kind() == ElementType.Kind.FLOAT && type.bytes() == 4) {
      bytes.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < elements; i++) {
      values[i] = oneFloat(type, bytes);
    }
    return values;
  }

  static long[] longs(ElementType type, ByteBuffer bytes, int elements) {
    long[] values = new long[elements];
    for (int i = 0; i < elements; i++) {
      values[i] =
          type.kind() == ElementType.Kind.FLOAT ? (long) floating(type, bytes) : whole(type, bytes);
    }
    return values;
  }

  private static float oneFloat(ElementType type, ByteBuffer bytes) {
    return switch (type.kind()) {
      case FLOAT -> (float) floating(type, bytes);
      case SIGNED -> whole(type, bytes);
      case UNSIGNED -> unsigned(whole(type, bytes));
      case OPAQUE -> bfloat16(type, bytes);
      case FIXED_STRING, STRING -> throw notNumbers(type);
    };
  }

  private static double floating(ElementType type, ByteBuffer bytes) {
    return switch (type.bytes()) {
      case 2 -> half(bytes.getShort());
      case 4 -> bytes.getFloat();
      default -> bytes.getDouble();
    };
  }

  private static long whole(ElementType type, ByteBuffer bytes) {
    if (!type.numeric()) {
      throw notNumbers(type);
    }
    boolean signed = type.kind() == ElementType.Kind.SIGNED;
    return switch (type.bytes()) {
      case 1 -> signed ? bytes.get() : bytes.get() & 0xff;
      case 2 -> signed ? bytes.getShort() : bytes.getShort() & 0xffff;
      case 4 -> signed ? bytes.getInt() : bytes.getInt() & 0xffff_ffffL;
      default -> bytes.getLong();
    };
  }

  private static float unsigned(long value) {
    return value >= 0 ? value : (float) (((value >>> 1) | (value & 1)) * 2.0);
  }

  private static float bfloat16(ElementType type, ByteBuffer bytes) {
    if (type.bytes() != 2) {
      throw notNumbers(type);
    }
    return Float.intBitsToFloat((bytes.getShort() & 0xffff) << 16);
  }

  /** Returns the value of an IEEE binary16. */
  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // zero or subnormal: fraction * 2^-24
      return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f80_0000));
    }
    int wide = exponent == 31 ? 255 : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
  }

  private static IllegalStateException notNumbers(ElementType type) {
    return new IllegalStateException(
        "Elements of kind %s and %d bytes are not numbers.".formatted(type.kind(), type.bytes()));
  }
}
