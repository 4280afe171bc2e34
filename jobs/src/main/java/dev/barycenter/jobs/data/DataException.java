package dev.barycenter.jobs.data;

import org.jspecify.annotations.Nullable;

/** Data that cannot be used as the spec says; the message names the place and the fix. */
public final class DataException extends RuntimeException {
  /** Creates an exception with a message that ends with the fix. */
  public DataException(String message) {
    super(message);
  }

  /** Creates an exception with a message that tells what another one means to a user. */
  DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns the message of the data exception behind a failure; null if there is none. Spark hands
   * on what a task threw as text, from which it is cut out.
   */
  public static @Nullable String messageIn(Throwable thrown) {
    String marker = DataException.class.getName() + ": ";
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      int start = text.indexOf(marker);
      if (cause instanceof DataException) {
        return text;
      } else if (start >= 0) {
        String message = text.substring(start + marker.length());
        int end = message.indexOf("\n\tat ");
        return end < 0 ? message : message.substring(0, end);
      }
    }
    return null;
  }
}
