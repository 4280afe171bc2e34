package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The way to a peer in another process of the same host: transfers go through a Unix domain socket,
 * everything else through Spark's network library.
 */
final class HostRoute implements Route, HostStream {

  /** Asked of the system for each socket; it gives what it allows. */
  private static final int BUFFER_BYTES = 4 << 20;

  private final int peer;
  private final Route messages;
  private final SocketChannel channel;
  private final ByteBuffer head = ByteBuffer.allocateDirect(Transfer.HEAD_BYTES).limit(0);
  private final ByteBuffer[] pending = {head, head};

  private HostRoute(int peer, Route messages, SocketChannel channel) {
    this.peer = peer;
    this.messages = messages;
    this.channel = channel;
  }

  /**
   * Connects with a peer that has joined.
   *
   * @param opening names the two tasks and their exchange
   * @param messages the way for all that is no transfer
   * @throws IOException when the door cannot be reached, as from another host or container
   */
  static HostRoute open(Path door, Transfer opening, Route messages, HostSockets sockets)
      throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door));
    try {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
      ByteBuffer head = opening.head();
      while (head.hasRemaining()) {
        channel.write(head);
      }
      HostRoute route = new HostRoute(opening.to(), messages, channel);
      sockets.add(channel, route);
      return route;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int peer() {
    return peer;
  }

  @Override
  public void greet(Transfer hello) {
    messages.greet(hello);
  }

  /** Writes what the socket takes; {@link #move} writes the rest. */
  @Override
  public void send(Transfer transfer, ByteBuffer data) throws ExchangeFailedException {
    head.clear();
    transfer.write(head);
    head.flip();
    pending[1] = data.duplicate();
    move();
  }

  @Override
  public int move() throws ExchangeFailedException {
    try {
      if (pending[1].hasRemaining() || head.hasRemaining()) {
        channel.write(pending);
      }
    } catch (IOException e) {
      throw Failures.left(peer, e);
    }
    return pending[1].hasRemaining() || head.hasRemaining() ? SelectionKey.OP_WRITE : 0;
  }

  @Override
  public void abort(Transfer abort, String reason) {
    messages.abort(abort, reason);
  }

  /** Leaves the socket to the sockets that it was added to. */
  @Override
  public void close() {
    messages.close();
  }
}
