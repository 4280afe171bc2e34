package dev.barycenter.worker.exchange;

/** A peer died, aborted or did not answer in time; the segment is to be run again. */
public class ExchangeFailedException extends Exception {

  /** Says which peer failed whom, and how. */
  public ExchangeFailedException(String message) {
    super(message);
  }

  /** Says which peer failed whom, and how, with the error beneath. */
  public ExchangeFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns the same failure for another thread, whose trace says where it waited. */
  public ExchangeFailedException again() {
    return new ExchangeFailedException(String.valueOf(getMessage()), this);
  }
}
