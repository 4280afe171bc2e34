package dev.barycenter.worker.data;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The packed examples of one replica, in the order of their hashes; immutable.
 *
 * <p>Serializable, so that it can be cached as one value. Closing frees what reading has opened; a
 * shard may be read again after it.
 */
public interface Shard extends AutoCloseable, Serializable {

  /**
   * Packs the examples of one shard, given in order: into memory, or, from {@code memoryBytes} on,
   * into a file in {@code directory}.
   */
  static Shard pack(
      ExampleLayout layout, Iterator<byte[]> examples, long memoryBytes, Path directory) {
    BoundedExamples bounded = new BoundedExamples(examples, memoryBytes);
    MemoryShard memory = MemoryShard.of(layout, bounded);
    return bounded.exhausted() ? memory : FileShard.write(layout, bounded.after(memory), directory);
  }

  /** Returns the columns of the examples. */
  ExampleLayout layout();

  /** Returns the number of examples; may be 0. */
  int examples();

  /** Returns whether reading is a memory copy; if not, it is worth a thread of its own. */
  boolean inMemory();

  /** Returns the number of packed bytes of the example at {@code position}. */
  int bytes(int position);

  /** Appends the packed bytes of the example at {@code position} to {@code into}. */
  void read(int position, ByteBuffer into);

  @Override
  void close();
}
