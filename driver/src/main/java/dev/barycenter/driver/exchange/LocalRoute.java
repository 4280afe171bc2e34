package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;

/** The way to a peer in the same process: one copy in memory. */
record LocalRoute(PeerHandler handler, Rendezvous own) implements Route {

  @Override
  public void greet(Transfer hello) {
    handler.greet(hello, refusal -> own.greeted(hello.to(), refusal));
  }

  @Override
  public void send(Transfer transfer, ByteBuffer data) throws ExchangeFailedException {
    handler.deliver(transfer, data.duplicate());
  }

  @Override
  public void abort(Transfer abort, String reason) {
    Rendezvous peer = handler.at(abort);
    if (peer != null) {
      peer.fail(Failures.aborted(abort.from(), reason));
    }
  }

  @Override
  public void close() {}
}
