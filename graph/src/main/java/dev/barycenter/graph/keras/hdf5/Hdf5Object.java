package dev.barycenter.graph.keras.hdf5;

import java.util.Map;

/** A member of a file: a group or a dataset. */
public sealed interface Hdf5Object permits Hdf5Group, Hdf5Dataset {

  /** Returns the named small arrays attached to this object, in the order of the file. */
  Map<String, Hdf5Array> attributes();
}
