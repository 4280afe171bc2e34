package dev.barycenter.worker.exchange;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks as threads of one JVM, handing each other bytes through memory. */
public final class InMemoryExchange implements Exchange {

  private final Group group;
  private final int task;

  private InMemoryExchange(Group group, int task) {
    this.group = group;
    this.task = task;
  }

  /**
   * Returns the ends of an exchange among {@code tasks} threads.
   *
   * @param deadline the longest that one call waits for the others
   */
  public static List<Exchange> group(int tasks, Duration deadline) {
    Group group = new Group(tasks, deadline);
    List<Exchange> ends = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      ends.add(new InMemoryExchange(group, task));
    }
    return ends;
  }

  /** Returns the exchange of a task without peers. */
  public static Exchange alone() {
    return group(1, Duration.ofSeconds(1)).get(0);
  }

  @Override
  public int task() {
    return task;
  }

  @Override
  public int tasks() {
    return group.tasks;
  }

  @Override
  public void allToAll(ByteBuffer[] outgoing, ByteBuffer[] incoming)
      throws ExchangeFailedException {
    try {
      swap(outgoing, incoming);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeFailedException("Task %d was interrupted.".formatted(task), e);
    }
  }

  private void swap(ByteBuffer[] outgoing, ByteBuffer[] incoming)
      throws ExchangeFailedException, InterruptedException {
    group.outgoing[task] = outgoing;
    group.await(task);
    for (int peer = 0; peer < group.tasks; peer++) {
      if (peer != task) {
        copy(peer, group.outgoing[peer][task], incoming[peer]);
      }
    }
    group.await(task);
  }

  private void copy(int peer, ByteBuffer from, ByteBuffer to) throws ExchangeFailedException {
    if (from.remaining() != to.remaining()) {
      throw new ExchangeFailedException(
          "Task %d sent task %d %d bytes where %d were expected."
              .formatted(peer, task, from.remaining(), to.remaining()));
    }
    to.put(to.position(), from, from.position(), from.remaining());
  }

  @Override
  public void abort(String reason) {
    group.abort("Task %d ended the exchange: %s".formatted(task, reason));
  }

  private static final class Group {

    private final int tasks;
    private final Duration deadline;
    private final ByteBuffer[][] outgoing;
    private int arrived;
    private long generation;
    private @Nullable String failure;

    Group(int tasks, Duration deadline) {
      this.tasks = tasks;
      this.deadline = deadline;
      this.outgoing = new ByteBuffer[tasks][];
    }

    synchronized void abort(String reason) {
      if (failure == null) {
        failure = reason;
      }
      notifyAll();
    }

    synchronized void await(int task) throws ExchangeFailedException, InterruptedException {
      long mine = generation;
      if (++arrived == tasks) {
        arrived = 0;
        generation++;
        notifyAll();
      }
      long end = System.nanoTime() + deadline.toNanos();
      while (mine == generation && failure == null) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          abort(
              "Task %d waited %s for its peers, of which %d did not come."
                  .formatted(task, deadline, tasks - arrived));
          break;
        }
        wait(Math.max(1, left / 1_000_000));
      }
      if (failure != null) {
        throw new ExchangeFailedException(failure);
      }
    }
  }
}
