package dev.barycenter.driver.checkpoint;

import java.io.IOException;

/** A file that is no whole checkpoint; the one before it may be. */
final class DamagedCheckpointException extends IOException {

  private static final long serialVersionUID = 1;

  DamagedCheckpointException(String message) {
    super(message);
  }
}
