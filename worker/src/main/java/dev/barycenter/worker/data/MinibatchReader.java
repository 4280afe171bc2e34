package dev.barycenter.worker.data;

import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Minibatches in a planned order, through a few buffers that are reused.
 *
 * <p>Reading ahead, a thread of its own fills the buffers while the training thread computes;
 * otherwise each minibatch is read when it is asked for.
 */
public final class MinibatchReader implements AutoCloseable {

  private static final int AHEAD = 3;

  private final Iterator<Span> plan;
  private final Minibatch inline;
  private final BlockingQueue<Minibatch> free = new ArrayBlockingQueue<>(AHEAD + 1);
  private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(AHEAD + 1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final @Nullable Thread thread;
  private @Nullable Minibatch lent;

  /**
   * One minibatch to read.
   *
   * @param order which positions of the shard an epoch visits
   * @param from the first index into {@code order}
   * @param to the index after the last
   */
  public record Span(Shard shard, EpochOrder order, int from, int to) {}

  /** A minibatch, or why there is none. */
  private record Filled(Minibatch batch, @Nullable Throwable failure) {}

  /**
   * Creates a reader.
   *
   * @param batchSize the most examples of a minibatch
   * @param plan what to read, in order
   * @param ahead whether a thread reads ahead
   */
  public MinibatchReader(ExampleLayout layout, int batchSize, Iterator<Span> plan, boolean ahead) {
    this.plan = plan;
    this.inline = new Minibatch(layout, batchSize);
    this.thread = ahead ? new Thread(this::readAhead, "minibatches") : null;
    if (thread != null) {
      free.add(inline);
      for (int i = 1; i < AHEAD; i++) {
        free.add(new Minibatch(layout, batchSize));
      }
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Returns the next minibatch of the plan, valid until the next call.
   *
   * @throws IllegalStateException when the thread that reads ahead failed, or this one was
   *     interrupted
   */
  public Minibatch next() {
    if (thread == null) {
      return read(inline);
    }
    try {
      if (lent != null) {
        free.put(lent);
      }
      Filled next = filled.take();
      if (next.failure != null) {
        throw new IllegalStateException("Reading a minibatch failed.", next.failure);
      }
      lent = next.batch;
      return next.batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a minibatch.", e);
    }
  }

  private Minibatch read(Minibatch into) {
    Span span = plan.next();
    into.read(span.shard, span.order, span.from, span.to);
    return into;
  }

  private void readAhead() {
    try {
      while (plan.hasNext()) {
        Minibatch batch = free.take();
        if (closed.get()) {
          return;
        }
        filled.put(new Filled(read(batch), null));
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      filled.offer(new Filled(inline, e));
    }
  }

  /** Ends the thread, if there is one, and waits for it; shards may be closed afterwards. */
  @Override
  public void close() {
    if (thread == null || closed.getAndSet(true)) {
      return;
    }
    // Not interrupted: that would close the file under a read.
    free.offer(inline);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
