package dev.barycenter.driver.spark;

import dev.barycenter.driver.storage.Sha256;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The digest of a set of examples, in whatever order and partitions they come: the sum of their
 * SHA-256 digests as numbers, modulo 2^256. Equal examples count as often as they are there.
 *
 * <p>This is AdHash of Bellare and Micciancio, "A New Paradigm for Collision-free Hashing", 1997.
 */
final class ExampleDigest implements Serializable {

  private static final long serialVersionUID = 1;

  private final byte[] sum = new byte[Sha256.BYTES];

  /** Adds an example. */
  void add(byte[] example, MessageDigest sha256) {
    add(sha256.digest(example));
  }

  /** Adds what another one has. */
  void add(ExampleDigest other) {
    add(other.sum);
  }

  private void add(byte[] number) {
    int carry = 0;
    for (int i = sum.length - 1; i >= 0; i--) {
      carry += (sum[i] & 0xff) + (number[i] & 0xff);
      sum[i] = (byte) carry;
      carry >>>= Byte.SIZE;
    }
  }

  /** Returns the digest as 64 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(sum);
  }
}
