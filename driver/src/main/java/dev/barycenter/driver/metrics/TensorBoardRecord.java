package dev.barycenter.driver.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One record of a TensorBoard file: an {@code Event} in protocol buffers, framed as a TFRecord.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto">event.proto</a>
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord: length, masked
 *     CRC32C of the length, data, masked CRC32C of the data</a>
 */
final class TensorBoardRecord {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TensorBoardRecord() {}

  /** Returns the record that every file begins with. */
  static byte[] version(double seconds) {
    TensorBoardRecord event = new TensorBoardRecord();
    event.fixed64(1, seconds);
    event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    return framed(event.out.toByteArray());
  }

  /** Returns a number at a step. */
  static byte[] scalar(double seconds, long step, String tag, float number) {
    TensorBoardRecord value = new TensorBoardRecord();
    value.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
    value.fixed32(2, number);
    TensorBoardRecord summary = new TensorBoardRecord();
    summary.bytes(1, value.out.toByteArray());
    TensorBoardRecord event = new TensorBoardRecord();
    event.fixed64(1, seconds);
    event.key(2, VARINT);
    event.varint(step);
    event.bytes(5, summary.out.toByteArray());
    return framed(event.out.toByteArray());
  }

  private void key(int field, int type) {
    varint(8L * field + type);
  }

  private void varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) ((rest & 0x7f) | 0x80));
    }
    out.write((int) rest);
  }

  private void fixed64(int field, double value) {
    key(field, FIXED64);
    out.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
  }

  private void fixed32(int field, float value) {
    key(field, FIXED32);
    out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
  }

  private void bytes(int field, byte[] value) {
    key(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
  }

  private static byte[] framed(byte[] data) {
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    return littleEndian(data.length + 16)
        .put(length)
        .putInt(maskedCrc(length))
        .put(data)
        .putInt(maskedCrc(data))
        .array();
  }

  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
