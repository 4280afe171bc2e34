package dev.barycenter.driver;

/** A segment did not come to its end for a reason outside of it; it is to be run again. */
public final class SegmentFailedException extends Exception {

  private static final long serialVersionUID = 1;

  /** Says what was lost. */
  public SegmentFailedException(String message) {
    super(message);
  }

  /** Says what was lost, with the error beneath. */
  public SegmentFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
