package dev.barycenter.graph.keras;

import dev.barycenter.graph.keras.hdf5.Hdf5Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arrays of a file under its own names; numbers are converted when they are asked for. */
public sealed interface StoredWeights {

  /** Returns a file without weights. */
  static StoredWeights none() {
    return new ByGroup(Map.of(), Map.of());
  }

  /**
   * The form of Keras 3: arrays by the path of their group.
   *
   * @param arrays by paths such as {@code layers/dense/vars/0}
   * @param names the layers' own names by paths such as {@code layers/dense}; Keras 3.3 and older
   *     wrote none
   */
  record ByGroup(Map<String, Hdf5Array> arrays, Map<String, String> names)
      implements StoredWeights {

    /** Copies the maps. */
    public ByGroup {
      arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
      names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /** Returns the arrays {@code vars/0, vars/1, …} of a group, in order. */
    public List<Hdf5Array> variables(String group) {
      String prefix = group.isEmpty() ? "vars/" : group + "/vars/";
      List<Hdf5Array> found = new ArrayList<>();
      for (int i = 0; ; i++) {
        Hdf5Array array = arrays.get(prefix + i);
        if (array == null) {
          return List.copyOf(found);
        }
        found.add(array);
      }
    }
  }

  /**
   * The legacy form: arrays layer by layer, trainable ones first.
   *
   * @param layers by the names of the model's own layers, in its order; nested models are one layer
   * @param optimizer the state of the optimizer, in its order; empty if none was saved
   */
  record ByLayer(Map<String, List<Named>> layers, List<Named> optimizer) implements StoredWeights {

    /** Copies the map and the lists. */
    public ByLayer {
      Map<String, List<Named>> copy = new LinkedHashMap<>();
      layers.forEach((name, arrays) -> copy.put(name, List.copyOf(arrays)));
      layers = Collections.unmodifiableMap(copy);
      optimizer = List.copyOf(optimizer);
    }
  }

  /** An array with the name it has in a legacy file, such as {@code conv/kernel:0}. */
  record Named(String name, Hdf5Array array) {}
}
