package dev.barycenter.driver.exchange;

import java.nio.ByteBuffer;

/**
 * What one peer is about to send another: the head of every message.
 *
 * @param exchange the id of the exchange
 * @param from the task that sends
 * @param to the task that receives
 * @param call which all-to-all of the exchange, from 0; or {@link #HELLO} or {@link #ABORT}
 * @param bytes the size of what follows
 */
record Transfer(long exchange, int from, int to, int call, int bytes) {

  /** The call number of a message that ends the exchange; the reason follows as UTF-8. */
  static final int ABORT = -1;

  /** The call number of a message that is answered once its receiver has joined the exchange. */
  static final int HELLO = -2;

  private static final int MAGIC = 0xBA2Ce17e;

  static final int HEAD_BYTES = 5 * Integer.BYTES + Long.BYTES;

  /** Returns the head alone, ready to be read. */
  ByteBuffer head() {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    write(head);
    return head.flip();
  }

  /** Appends the head to {@code into}. */
  void write(ByteBuffer into) {
    into.putInt(MAGIC).putLong(exchange).putInt(from).putInt(to).putInt(call).putInt(bytes);
  }

  /** Reads the head and leaves {@code message} at what follows it. */
  static Transfer read(ByteBuffer message) {
    if (message.remaining() < HEAD_BYTES || message.getInt() != MAGIC) {
      throw new IllegalArgumentException(
          "A message that does not start like one of a Barycenter exchange; do all executors run the same version?");
    }
    return new Transfer(
        message.getLong(), message.getInt(), message.getInt(), message.getInt(), message.getInt());
  }
}
