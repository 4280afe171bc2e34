package dev.barycenter.driver.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

  private static final int REMEMBERED = 4096;

  private final Map<Seat, Rendezvous> seats = new HashMap<>();
  private final Map<Seat, List<Consumer<String>>> waiting = new HashMap<>();
  private final Set<Seat> left = new LinkedHashSet<>();
  private final StreamManager noStreams = new OneForOneStreamManager();

  void join(Seat seat, Rendezvous rendezvous) {
    List<Consumer<String>> greeted;
    synchronized (this) {
      if (seats.putIfAbsent(seat, rendezvous) != null) {
        throw new IllegalStateException(
            "Task %d has joined exchange %016x already; every run of a segment needs its own id."
                .formatted(seat.task(), seat.exchange()));
      }
      greeted = waiting.remove(seat);
    }
    if (greeted != null) {
      greeted.forEach(answer -> answer.accept(""));
    }
  }

  synchronized void leave(Seat seat) {
    seats.remove(seat);
    left.add(seat);
    if (left.size() > REMEMBERED) {
      left.remove(left.iterator().next());
    }
  }

  /**
   * Answers once a task has joined: with nothing, or with why it will not.
   *
   * <p>Peers greet each other before the first call, so that no transfer comes before its receiver.
   */
  void greet(Transfer hello, Consumer<String> answer) {
    Seat seat = new Seat(hello.exchange(), hello.to());
    String text = "";
    synchronized (this) {
      if (left.contains(seat)) {
        text = Failures.stale(hello);
      } else if (!seats.containsKey(seat)) {
        waiting.computeIfAbsent(seat, unused -> new ArrayList<>()).add(answer);
        return;
      }
    }
    answer.accept(text);
  }

  synchronized @Nullable Rendezvous at(Transfer transfer) {
    return seats.get(new Seat(transfer.exchange(), transfer.to()));
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer head, RpcResponseCallback ignored) {
    return new IncomingTransfer(this, Transfer.read(head));
  }

  /** Receives a greeting or the end of an exchange, the messages that are no streams. */
  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    Transfer transfer = Transfer.read(message);
    if (transfer.call() == Transfer.HELLO) {
      greet(transfer, text -> callback.onSuccess(UTF_8.encode(text)));
      return;
    }
    Rendezvous rendezvous = at(transfer);
    if (rendezvous != null) {
      rendezvous.fail(Failures.aborted(transfer.from(), UTF_8.decode(message).toString()));
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
