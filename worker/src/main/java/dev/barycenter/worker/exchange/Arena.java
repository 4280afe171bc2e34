package dev.barycenter.worker.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct buffers that outlive a segment: after {@link #reset} they are handed out again, in the
 * same order.
 *
 * <p>Memory outside the heap is dear to get and is given back only when the garbage collector comes
 * by; a task that runs segment after segment asks for the same sizes each time. One segment at a
 * time uses an arena. Contents are whatever they were.
 */
public final class Arena {

  private final List<ByteBuffer> buffers = new ArrayList<>();
  private int next;

  /** Takes all buffers back; nobody may use them any longer. */
  public void reset() {
    next = 0;
  }

  /** Returns a direct buffer of exactly {@code bytes}, position 0. */
  public ByteBuffer direct(int bytes) {
    if (next == buffers.size()) {
      buffers.add(ByteBuffer.allocateDirect(bytes));
    } else if (buffers.get(next).capacity() < bytes) {
      buffers.set(next, ByteBuffer.allocateDirect(bytes));
    }
    return buffers.get(next++).duplicate().clear().limit(bytes).slice();
  }
}
