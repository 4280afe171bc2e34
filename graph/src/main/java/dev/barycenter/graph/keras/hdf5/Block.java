package dev.barycenter.graph.keras.hdf5;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A growing piece of metadata: little-endian numbers and bytes. */
final class Block {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Block u8(int value) {
    return number(value, 1);
  }

  Block u16(int value) {
    return number(value, 2);
  }

  Block u32(int value) {
    return number(value, 4);
  }

  Block u64(long value) {
    return number(value, 8);
  }

  Block text(String text) {
    return bytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  Block bytes(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  Block append(Block other) {
    return bytes(other.bytes.toByteArray());
  }

  /** Appends a header message. */
  Block message(int type, Block body) {
    if (body.size() > 0xffff) {
      throw new IllegalArgumentException(
          "A name or an attribute of %d bytes does not fit an HDF5 header (64 KiB)."
              .formatted(body.size()));
    }
    return u8(type).u16(body.size()).u8(0).append(body);
  }

  int size() {
    return bytes.size();
  }

  /** Returns the bytes with their checksum behind them. */
  byte[] checked() {
    return u32(Checksum.of(ByteBuffer.wrap(bytes.toByteArray()))).bytes.toByteArray();
  }

  private Block number(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> (8 * i)));
    }
    return this;
  }
}
