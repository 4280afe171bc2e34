package dev.barycenter.driver.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The sorted examples of a task, handed out shard by shard. */
final class SortedExamples {

  private final Iterator<Tuple2<ShardKey, byte[]>> sorted;
  private @Nullable Tuple2<ShardKey, byte[]> next;

  SortedExamples(Iterator<Tuple2<ShardKey, byte[]>> sorted) {
    this.sorted = sorted;
  }

  /** Returns {@code count} examples of a shard after the first {@code skip}; drops the rest. */
  Iterator<byte[]> of(int shard, long skip, long count) {
    for (long i = 0; i < skip; i++) {
      take(shard);
    }
    return new Iterator<>() {
      private long left = count;

      @Override
      public boolean hasNext() {
        if (left == 0) {
          drop(shard);
        }
        return left > 0;
      }

      @Override
      public byte[] next() {
        if (left == 0) {
          throw new NoSuchElementException("Shard %d is complete.".formatted(shard));
        }
        left--;
        return take(shard);
      }
    };
  }

  private byte[] take(int shard) {
    Tuple2<ShardKey, byte[]> example = peek();
    if (example == null || example._1().shard() != shard) {
      throw new IllegalStateException(
          "Shard %d has fewer examples than were counted; the data changed between two reads. Persist it, or make its reading deterministic."
              .formatted(shard));
    }
    next = null;
    return example._2();
  }

  private void drop(int shard) {
    for (Tuple2<ShardKey, byte[]> example = peek();
        example != null && example._1().shard() == shard;
        example = peek()) {
      next = null;
    }
  }

  private @Nullable Tuple2<ShardKey, byte[]> peek() {
    if (next == null && sorted.hasNext()) {
      next = sorted.next();
    }
    return next;
  }
}
