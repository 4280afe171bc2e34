package dev.barycenter.worker.data;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The first examples of an iterator, up to a number of bytes, and then the rest of it. */
final class BoundedExamples implements Iterator<byte[]> {

  private final Iterator<byte[]> examples;
  private long left;

  BoundedExamples(Iterator<byte[]> examples, long bytes) {
    this.examples = examples;
    this.left = bytes;
  }

  @Override
  public boolean hasNext() {
    return left > 0 && examples.hasNext();
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The bytes are used up, or the examples are.");
    }
    byte[] example = examples.next();
    left -= example.length;
    return example;
  }

  /** Returns whether there was nothing beyond the bytes. */
  boolean exhausted() {
    return !examples.hasNext();
  }

  /** Returns all examples again: those of {@code first}, then the rest. */
  Iterator<byte[]> after(Shard first) {
    Stream<byte[]> taken =
        IntStream.range(0, first.examples())
            .mapToObj(
                position -> {
                  byte[] example = new byte[first.bytes(position)];
                  first.read(position, ByteBuffer.wrap(example));
                  return example;
                });
    Iterable<byte[]> rest = () -> examples;
    return Stream.concat(taken, StreamSupport.stream(rest.spliterator(), false)).iterator();
  }
}
