package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;

/** The way from one task to one peer. */
interface Route extends AutoCloseable {

  /** Asks the peer to answer once it has joined. */
  void greet(Transfer hello);

  /** Sends a transfer; returns before it has arrived, and keeps {@code data} until then. */
  void send(Transfer transfer, ByteBuffer data) throws ExchangeFailedException;

  /** Tells the peer that the exchange is over; what fails here is not told. */
  void abort(Transfer abort, String reason);

  @Override
  void close();
}
