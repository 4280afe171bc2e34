package dev.barycenter.jobs.data;

/** Data that cannot be used as the spec says; the message names the place and the fix. */
public final class DataException extends RuntimeException {
  /** Creates an exception with a message that ends with the fix. */
  public DataException(String message) {
    super(message);
  }
}
