package dev.barycenter.graph.keras;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which nested models of a file of weights were Sequential ones: their groups are named
 * so, but a model here does not remember how it was written down.
 *
 * <p>Goes by the layers' own names, which Keras 3.3 and older do not write; there a nested model is
 * taken for a Functional one.
 */
final class NestedClasses {

  private final Map<String, String> names;

  NestedClasses(StoredWeights.ByGroup stored) {
    this.names = stored.names();
  }

  /** Returns the layers of a model with the classes that the file has for nested ones. */
  List<SavedLayer> of(List<SavedLayer> layers) {
    return of(layers, "layers");
  }

  private List<SavedLayer> of(List<SavedLayer> layers, String group) {
    return layers.stream().map(layer -> of(layer, group)).toList();
  }

  private SavedLayer of(SavedLayer layer, String group) {
    if (layer.layers().isEmpty()) {
      return layer;
    }
    Optional<String> own =
        names.entrySet().stream()
            .filter(e -> ModelReader.safeName(e.getValue()).equals(layer.name()))
            .map(Map.Entry::getKey)
            .filter(path -> path.matches("\\Q" + group + "\\E/(sequential|functional)(_\\d+)?"))
            .findFirst();
    if (own.isEmpty()) {
      return layer;
    }
    boolean sequential = own.get().startsWith(group + "/sequential");
    return SavedLayer.model(
        sequential ? "Sequential" : "Functional",
        layer.name(),
        of(layer.layers(), own.get() + "/layers"));
  }
}
