package dev.barycenter.worker.data;

import java.nio.ByteBuffer;

/**
 * The packed examples of one replica, in the order of their hashes; immutable.
 *
 * <p>Read by one thread at a time.
 */
public interface Shard extends AutoCloseable {

  /** Returns the columns of the examples. */
  ExampleLayout layout();

  /** Returns the number of examples; may be 0. */
  int examples();

  /** Returns whether reading is a memory copy; if not, it is worth a thread of its own. */
  default boolean inMemory() {
    return true;
  }

  /** Returns the number of packed bytes of the example at {@code position}. */
  int bytes(int position);

  /** Appends the packed bytes of the example at {@code position} to {@code into}. */
  void read(int position, ByteBuffer into);

  @Override
  void close();
}
