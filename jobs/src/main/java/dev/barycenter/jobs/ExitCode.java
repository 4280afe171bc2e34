package dev.barycenter.jobs;

/** What the exit codes mean; README.md lists them. */
final class ExitCode {
  /** The job is done. */
  static final int DONE = 0;

  /** The job failed; the log says why. */
  static final int FAILED = 1;

  /** A mistake in the command, the spec or the data; nothing was written. */
  static final int MISTAKE = 2;

  /** The job was asked to stop and left a checkpoint. */
  static final int INTERRUPTED = 3;

  /** A version was trained and is not promoted: it is not better, or another was promoted. */
  static final int NOT_PROMOTED = 4;

  /** There are no rows to retrain on. */
  static final int NO_NEW_DATA = 5;

  private ExitCode() {}
}
