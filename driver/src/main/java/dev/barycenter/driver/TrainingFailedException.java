package dev.barycenter.driver;

/** A run that cannot go on, or would go on wrongly; the message says why and what to do. */
public final class TrainingFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Says what happened and how to fix it. */
  public TrainingFailedException(String message) {
    super(message);
  }

  /** Says what happened and how to fix it, with the error beneath. */
  public TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
