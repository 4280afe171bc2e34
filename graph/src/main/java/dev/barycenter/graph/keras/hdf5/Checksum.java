package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The hash that guards metadata: Bob Jenkins's lookup3, {@code hashlittle} with initial value 0.
 *
 * @see <a href="https://burtleburtle.net/bob/c/lookup3.c">lookup3.c, public domain</a>
 */
final class Checksum {

  private int a;
  private int b;
  private int c;

  private Checksum(int length) {
    a = 0xdeadbeef + length;
    b = a;
    c = a;
  }

  static int of(ByteBuffer bytes) {
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    Checksum hash = new Checksum(data.remaining());
    if (!data.hasRemaining()) {
      return hash.c;
    }
    while (data.remaining() > 12) {
      hash.add(data);
      hash.mix();
    }
    byte[] tail = new byte[12]; // the last block is padded with zeros
    data.get(tail, 0, data.remaining());
    hash.add(ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN));
    return hash.finish();
  }

  private void add(ByteBuffer data) {
    a += data.getInt();
    b += data.getInt();
    c += data.getInt();
  }

  private void mix() {
    a = (a - c) ^ Integer.rotateLeft(c, 4);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 6);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 8);
    b += a;
    a = (a - c) ^ Integer.rotateLeft(c, 16);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 19);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 4);
    b += a;
  }

  private int finish() {
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
    return c;
  }
}
