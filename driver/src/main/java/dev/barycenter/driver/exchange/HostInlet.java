package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What one task receives from a peer of the same host: from the socket to where it belongs. What
 * comes before it is asked for waits in the socket.
 */
final class HostInlet implements HostStream {

  private final int peer;
  private final Inlet inlet;
  private final SocketChannel channel;
  private final ByteBuffer head = ByteBuffer.allocateDirect(Transfer.HEAD_BYTES);
  private Inlet.@Nullable Landing landing;

  HostInlet(int peer, Inlet inlet, SocketChannel channel) {
    this.peer = peer;
    this.inlet = inlet;
    this.channel = channel;
  }

  @Override
  public int peer() {
    return peer;
  }

  @Override
  public int move() throws ExchangeFailedException {
    try {
      return inlet.received() || receive() ? 0 : SelectionKey.OP_READ;
    } catch (IOException e) {
      throw Failures.left(peer, e);
    }
  }

  /** Reads what is there and returns whether the transfer is whole. */
  private boolean receive() throws IOException, ExchangeFailedException {
    if (landing == null) {
      if (!filled(head, channel)) {
        return false;
      }
      landing = inlet.begin(Transfer.read(head.flip()));
      head.clear();
    }
    if (!landing.read(channel)) {
      return false;
    }
    landing.end();
    landing = null;
    return true;
  }

  /** Reads into a buffer what the channel has and returns whether the buffer is full. */
  static boolean filled(ByteBuffer buffer, ReadableByteChannel from) throws IOException {
    if (buffer.hasRemaining() && from.read(buffer) < 0) {
      throw new EOFException("the other end is closed");
    }
    return !buffer.hasRemaining();
  }
}
