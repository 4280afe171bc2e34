package dev.barycenter.graph.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How Keras 3 names the groups of {@code model.weights.h5}, for reading and writing alike.
 *
 * <p>The layers of a model are members of {@code layers}, named by their class in snake case, the
 * second of a class with {@code _1} behind it, and so on; the layer's own name plays no part, since
 * a name that was generated differs from run to run. A layer held as an attribute is named by the
 * attribute. The arrays of a layer are {@code vars/0}, {@code vars/1}, …: trainable ones first.
 * This is {@code saving_lib.py} of Keras.
 */
final class GroupNames {

  private GroupNames() {}

  /**
   * A layer that is no model, and where its arrays are.
   *
   * @param path the names of the models around it and its own, joined by slashes
   * @param groups the groups of its arrays, in the order of its weights
   */
  record Place(String path, List<Group> groups) {
    Place {
      groups = List.copyOf(groups);
    }
  }

  /**
   * A group of arrays.
   *
   * @param path its path in the file
   * @param name the name of the layer or part whose arrays it holds
   */
  record Group(String path, String name) {}

  /** Returns the places of all layers of a model, in the order of {@code model.weights}. */
  static List<Place> places(List<SavedLayer> layers) {
    List<Place> places = new ArrayList<>();
    model(layers, "layers", "", places);
    return places;
  }

  private static void model(
      List<SavedLayer> layers, String group, String path, List<Place> places) {
    Map<String, Integer> used = new HashMap<>();
    for (SavedLayer layer : layers) {
      String base = snakeCase(layer.className());
      int count = used.merge(base, 1, Integer::sum) - 1;
      String inner = group + "/" + (count == 0 ? base : base + "_" + count);
      String own = ModelReader.safeName(layer.name());
      String innerPath = path.isEmpty() ? own : path + "/" + own;
      if (!layer.layers().isEmpty()) {
        model(layer.layers(), inner + "/layers", innerPath, places);
      } else {
        List<Group> groups = new ArrayList<>();
        parts(layer, inner, innerPath, groups);
        places.add(new Place(innerPath, groups));
      }
    }
  }

  private static void parts(SavedLayer layer, String group, String path, List<Group> groups) {
    if (!layer.layers().isEmpty()) { // a model within a wrapper
      List<Place> inner = new ArrayList<>();
      model(layer.layers(), group + "/layers", path, inner);
      inner.forEach(place -> groups.addAll(place.groups()));
    } else if (layer.parts().isEmpty()) {
      groups.add(new Group(group, layer.name()));
    }
    layer.parts().forEach((attribute, part) -> parts(part, group + "/" + attribute, path, groups));
  }

  /** Returns {@code conv2d} for {@code Conv2D} and {@code re_lu} for {@code ReLU}. */
  static String snakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
