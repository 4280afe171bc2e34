package dev.barycenter.graph.keras;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the {@code .npy} files of the golden folders: little-endian float32 or int32 in C order.
 */
final class Npy {

  private Npy() {}

  static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getShort(8);
    String text = new String(bytes.array(), 10, header, StandardCharsets.US_ASCII);
    boolean whole = text.contains("'<i4'");
    if (!(whole || text.contains("'<f4'")) || !text.contains("'fortran_order': False")) {
      throw new IOException("not float32 or int32 in C order: " + text);
    }
    bytes.position(10 + header);
    float[] values = new float[bytes.remaining() / 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole ? bytes.getInt() : bytes.getFloat();
    }
    return values;
  }
}
