package dev.barycenter.graph.spec;

import java.io.Serial;

/** A spec file that cannot be used; the message lists everything that is wrong in it. */
public final class SpecException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  SpecException(String report) {
    super(report);
  }
}
