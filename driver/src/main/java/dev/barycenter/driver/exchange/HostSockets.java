package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets between one task and its peers of the same host, and where the task's thread waits.
 *
 * <p>That thread moves the bytes itself: threads of the network would take the cores on which the
 * tasks of the host take their steps, and be waited for twice, here and there.
 */
final class HostSockets implements AutoCloseable {

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;

  HostSockets() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("No file descriptor is left for an exchange.", e);
    }
  }

  /**
   * Adds a connected socket; any thread may.
   *
   * @throws java.nio.channels.ClosedSelectorException when the exchange is over
   */
  synchronized void add(SocketChannel channel, HostStream stream) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, 0, stream);
    wake();
  }

  /** Moves what can be moved without waiting and returns the peers that have more to take. */
  List<Integer> move() throws ExchangeFailedException {
    List<Integer> sending = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      HostStream stream = (HostStream) key.attachment();
      int rest = stream.move();
      if (rest == SelectionKey.OP_WRITE) {
        sending.add(stream.peer());
      }
      key.interestOps(rest);
    }
    return sending;
  }

  /** Waits until something can be moved, a new socket comes, or another thread wakes this one. */
  void await(long nanos) {
    try {
      selector.select(Math.max(1, nanos / NANOS_PER_MILLI));
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new UncheckedIOException("Waiting for the peers of an exchange failed.", e);
    }
  }

  /** Ends a wait, or the next one if there is none; any thread may. */
  void wake() {
    selector.wakeup();
  }

  @Override
  public synchronized void close() {
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Closing the sockets of an exchange failed.", e);
    }
  }
}
