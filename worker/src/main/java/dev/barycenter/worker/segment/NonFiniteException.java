package dev.barycenter.worker.segment;

/** A replica's loss or weights became NaN or infinite; running again gives the same. */
public final class NonFiniteException extends RuntimeException {

  /** Names the replica, the host, the step and the rows. */
  public NonFiniteException(String message) {
    super(message);
  }
}
