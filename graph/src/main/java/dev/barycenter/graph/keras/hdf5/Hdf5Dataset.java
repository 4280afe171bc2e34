package dev.barycenter.graph.keras.hdf5;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dataset: an array, and attributes.
 *
 * @param array the elements
 * @param attributes in the order of the file
 */
public record Hdf5Dataset(Hdf5Array array, Map<String, Hdf5Array> attributes)
    implements Hdf5Object {

  /** Copies the map. */
  public Hdf5Dataset {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
