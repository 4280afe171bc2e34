package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.jspecify.annotations.Nullable;

/**
 * Receives the messages of all exchanges of this process.
 *
 * <p>A transfer comes as a stream, so that its bytes are copied once, from the network's buffers to
 * where they belong. What cannot be delivered is read and dropped: an exception would close a
 * connection that a later exchange may share.
 */
final class PeerHandler extends RpcHandler {

  /** One task of one exchange. */
  record Seat(long exchange, int task) {}

  private final Map<Seat, Rendezvous> seats = new ConcurrentHashMap<>();
  private final StreamManager noStreams = new OneForOneStreamManager();

  void join(Seat seat, Rendezvous rendezvous) {
    if (seats.putIfAbsent(seat, rendezvous) != null) {
      throw new IllegalStateException(
          "Task %d has joined exchange %016x already; every run of a segment needs its own id."
              .formatted(seat.task(), seat.exchange()));
    }
  }

  void leave(Seat seat) {
    seats.remove(seat);
  }

  @Nullable Rendezvous at(Transfer transfer) {
    return seats.get(new Seat(transfer.exchange(), transfer.to()));
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer head, RpcResponseCallback ignored) {
    return new IncomingTransfer(this, Transfer.read(head));
  }

  /** Receives the end of an exchange, the only message that is no stream. */
  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback ignored) {
    Transfer transfer = Transfer.read(message);
    Rendezvous rendezvous = at(transfer);
    if (rendezvous != null) {
      String reason = StandardCharsets.UTF_8.decode(message).toString();
      rendezvous.fail(Failures.aborted(transfer.from(), reason));
    }
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }

  /** Delivers a transfer to a task of this process without the network. */
  void deliver(Transfer transfer, ByteBuffer data) throws ExchangeFailedException {
    Rendezvous rendezvous = at(transfer);
    if (rendezvous == null) {
      throw Failures.refused(transfer.to(), Failures.stale(transfer));
    }
    Inlet.Landing landing = rendezvous.land(transfer);
    landing.put(data);
    landing.end();
    rendezvous.arrived();
  }
}
