package dev.barycenter.graph.keras.hdf5;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A group: named members, and attributes.
 *
 * @param members in the order of the file, which for h5py is that of their names' bytes
 * @param attributes in the order of the file
 */
public record Hdf5Group(Map<String, Hdf5Object> members, Map<String, Hdf5Array> attributes)
    implements Hdf5Object {

  /** Copies both maps. */
  public Hdf5Group {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Returns the member at a path such as {@code layers/dense/vars/0}, or nothing. */
  public Optional<Hdf5Object> find(String path) {
    Hdf5Object current = this;
    for (String name : path.split("/", -1)) {
      if (!(current instanceof Hdf5Group group)) {
        return Optional.empty();
      }
      Hdf5Object next = group.members.get(name);
      if (next == null) {
        return Optional.empty();
      }
      current = next;
    }
    return Optional.of(current);
  }

  /** Returns the group at a path, or nothing if there is none or a dataset is there. */
  public Optional<Hdf5Group> group(String path) {
    return find(path).filter(Hdf5Group.class::isInstance).map(Hdf5Group.class::cast);
  }

  /** Returns an attribute, or nothing. */
  public Optional<Hdf5Array> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }
}
