package dev.barycenter.driver.exchange;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;

/**
 * The way to a peer in another process: a stream per transfer over a connection that the exchanges
 * of this process share.
 */
final class RemoteRoute implements Route {

  private final int peer;
  private final TransportClient client;
  private final Rendezvous own;
  private final GenericFutureListener<Future<Void>> whenClosed;

  RemoteRoute(int peer, PeerAddress address, TransportClient client, Rendezvous own) {
    this.peer = peer;
    this.client = client;
    this.own = own;
    whenClosed = closed -> own.fail(Failures.closed(peer, address));
    client.getChannel().closeFuture().addListener(whenClosed);
  }

  @Override
  public void greet(Transfer hello) {
    client.sendRpc(hello.head(), answer(own::greeted));
  }

  @Override
  public void send(Transfer transfer, ByteBuffer data) {
    client.uploadStream(
        new NioManagedBuffer(transfer.head()),
        new NioManagedBuffer(data.duplicate()),
        answer(own::answered));
  }

  private RpcResponseCallback answer(BiConsumer<Integer, String> told) {
    return new RpcResponseCallback() {
      @Override
      public void onSuccess(ByteBuffer refusal) {
        told.accept(peer, StandardCharsets.UTF_8.decode(refusal).toString());
      }

      @Override
      public void onFailure(Throwable cause) {
        own.fail(Failures.broken(peer, cause));
      }
    };
  }

  @Override
  public void abort(Transfer abort, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(Transfer.HEAD_BYTES + text.length);
    abort.write(message);
    client.send(message.put(text).flip());
  }

  /** Stops listening; the connection stays open for the next exchange. */
  @Override
  public void close() {
    client.getChannel().closeFuture().removeListener(whenClosed);
  }
}
