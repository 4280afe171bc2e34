package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.jspecify.annotations.Nullable;

/** The bytes of one transfer as the network hands them over. Used by one thread of the network. */
final class IncomingTransfer implements StreamCallbackWithID {

  private final Transfer transfer;
  private final @Nullable Rendezvous rendezvous;
  private Inlet.@Nullable Landing landing;
  private String refusal = "";

  IncomingTransfer(PeerHandler handler, Transfer transfer) {
    this.transfer = transfer;
    rendezvous = handler.at(transfer);
    if (rendezvous == null) {
      refusal = Failures.stale(transfer);
      return;
    }
    try {
      landing = rendezvous.land(transfer);
    } catch (ExchangeFailedException e) {
      fail(e);
    }
  }

  @Override
  public String getID() {
    return transfer.toString();
  }

  @Override
  public void onData(String id, ByteBuffer data) {
    if (landing != null) {
      try {
        landing.put(data);
      } catch (ExchangeFailedException e) {
        fail(e);
      }
    }
  }

  @Override
  public void onComplete(String id) {
    if (landing != null && rendezvous != null) {
      try {
        landing.end();
        rendezvous.arrived();
      } catch (ExchangeFailedException e) {
        fail(e);
      }
    }
  }

  @Override
  public void onFailure(String id, Throwable cause) {
    if (rendezvous != null) {
      fail(Failures.broken(transfer.from(), cause));
    }
  }

  /** Returns nothing when the transfer was taken, else why it was not. */
  @Override
  public ByteBuffer getCompletionResponse() {
    return ByteBuffer.wrap(refusal.getBytes(StandardCharsets.UTF_8));
  }

  private void fail(ExchangeFailedException reason) {
    landing = null;
    refusal = String.valueOf(reason.getMessage());
    if (rendezvous != null) {
      rendezvous.fail(reason);
    }
  }
}
