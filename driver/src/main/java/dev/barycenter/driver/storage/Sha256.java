package dev.barycenter.driver.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as FIPS 180-4 has it; texts are its 64 hexadecimal digits. */
public final class Sha256 {
  /** The bytes of a digest. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** Returns a digest of nothing yet. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** Returns the digest of what is left of a stream, which the caller closes. */
  public static String text(InputStream in) throws IOException {
    DigestInputStream digested = new DigestInputStream(in, start());
    digested.transferTo(java.io.OutputStream.nullOutputStream());
    return text(digested.getMessageDigest());
  }

  /** Returns a digest as text, and starts it anew. */
  public static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
