package dev.barycenter.graph.keras;

import dev.barycenter.graph.keras.hdf5.Hdf5Exception;

/** A Keras file that cannot be read: damaged, hostile, or with something this library lacks. */
public final class KerasFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final String place;

  private KerasFileException(String file, Problem problem) {
    super(
        """
        Cannot read the Keras file '%s'.
          place:    %s
          found:    %s
          expected: %s
          fix:      %s"""
            .formatted(file, problem.place, problem.found, problem.expected, problem.fix));
    this.file = file;
    this.place = problem.place;
  }

  /**
   * What is wrong inside a file whose name is not known yet.
   *
   * @param place where: an entry, a group, or a path in the configuration
   */
  record Problem(String place, String found, String expected, String fix) {

    private static final String DAMAGED =
        "copy or download the file again, or save the model again with Keras";

    static Problem damaged(String place, String found, String expected) {
      return new Problem(place, found, expected, DAMAGED);
    }

    KerasFileException in(String file) {
      return new KerasFileException(file, this);
    }
  }

  static KerasFileException damaged(String file, String place, String found, String expected) {
    return Problem.damaged(place, found, expected).in(file);
  }

  static KerasFileException of(String file, String place, Hdf5Exception e) {
    String inside = place.isEmpty() ? e.place() : place + ": " + e.place();
    KerasFileException wrapped = damaged(file, inside, e.found(), e.expected());
    wrapped.initCause(e);
    return wrapped;
  }

  /** Returns the name of the file. */
  public String file() {
    return file;
  }

  /** Returns where in the file the problem is. */
  public String place() {
    return place;
  }
}
