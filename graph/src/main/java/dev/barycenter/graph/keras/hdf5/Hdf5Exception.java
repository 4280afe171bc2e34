package dev.barycenter.graph.keras.hdf5;

/**
 * Bytes that are not an HDF5 file this package reads: damaged, hostile, or of a form that Keras
 * never writes.
 */
public final class Hdf5Exception extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String place;
  private final String found;
  private final String expected;

  Hdf5Exception(String place, String found, String expected) {
    super("%s: found %s, expected %s".formatted(place, found, expected));
    this.place = place;
    this.found = found;
    this.expected = expected;
  }

  static Hdf5Exception at(long address, String what, String found, String expected) {
    return new Hdf5Exception("%s at byte %d".formatted(what, address), found, expected);
  }

  /** Returns where in the file the problem is: a structure and its address, or an object's path. */
  public String place() {
    return place;
  }

  /** Returns what stands there. */
  public String found() {
    return found;
  }

  /** Returns what should stand there. */
  public String expected() {
    return expected;
  }
}
