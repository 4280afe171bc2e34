package dev.barycenter.worker.segment;

/** What happens when a replica's loss or weights are NaN or infinite. */
public enum NonFinitePolicy {
  /** The segment ends with a {@link NonFiniteException}. */
  STOP,
  /** The replica takes no part in this round's averaging and starts the next from the mean. */
  LEAVE_OUT
}
