package dev.barycenter.driver.spark;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.PeerLeftException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;

/**
 * What a task hands to the driver. A failure is an answer too: then the driver sees those of all
 * tasks, and which of them came first.
 */
sealed interface TaskAnswer<T> extends Serializable {

  /** The task did its work. */
  record Done<T>(T result) implements TaskAnswer<T> {}

  /**
   * The task did not do its work.
   *
   * @param cause in which way
   * @param message for people
   * @param trace the stack trace in the executor
   */
  record Failed<T>(Cause cause, String message, String trace) implements TaskAnswer<T> {}

  /** Ways to fail, from those that explain the others to those that follow from them. */
  enum Cause {
    /** The task cannot compute on the device that is asked for. */
    DEVICE,
    /** A replica diverged: another try would diverge again. */
    DIVERGED,
    /** The task no longer has what it was to go on from. */
    FORGOTTEN,
    /** The code or the data is at fault, or a resource such as memory or a disk. */
    ERROR,
    /** A peer was lost. */
    PEER,
    /** A peer had ended the segment before, for a reason that it tells itself. */
    LEFT
  }

  static <T> Failed<T> failed(ExchangeFailedException failure) {
    return failed(failure instanceof PeerLeftException ? Cause.LEFT : Cause.PEER, failure);
  }

  static <T> Failed<T> failed(Cause cause, Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return new Failed<>(cause, String.valueOf(failure.getMessage()), trace.toString());
  }
}
