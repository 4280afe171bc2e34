package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;

/** One direction of a socket between a task and a peer of the same host. */
interface HostStream {

  /** Returns the task at the other end. */
  int peer();

  /**
   * Moves what can be moved without waiting.
   *
   * @return the operation that the rest waits for, as a {@code SelectionKey} names it; 0 for none
   */
  int move() throws ExchangeFailedException;
}
