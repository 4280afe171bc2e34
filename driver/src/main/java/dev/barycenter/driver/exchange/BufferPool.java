package dev.barycenter.driver.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Direct buffers that are lent and given back: zeroing megabytes for each segment costs time. */
final class BufferPool {

  private final List<ByteBuffer> idle = new ArrayList<>();

  /** Returns a buffer with {@code bytes} remaining, from the smallest idle one that holds them. */
  synchronized ByteBuffer lend(int bytes) {
    int best = -1;
    for (int i = 0; i < idle.size(); i++) {
      int capacity = idle.get(i).capacity();
      if (capacity >= bytes && (best < 0 || capacity < idle.get(best).capacity())) {
        best = i;
      }
    }
    return best < 0 ? ByteBuffer.allocateDirect(bytes) : idle.remove(best).clear().limit(bytes);
  }

  /** Takes back what {@link #lend} lent; the caller keeps no reference. */
  synchronized void giveBack(ByteBuffer buffer) {
    idle.add(buffer);
  }
}
