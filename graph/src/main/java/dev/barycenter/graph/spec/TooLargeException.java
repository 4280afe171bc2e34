package dev.barycenter.graph.spec;

import java.io.Serial;

/** A text that would grow beyond all measure when it is read. */
final class TooLargeException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  TooLargeException(String message) {
    super(message);
  }
}
