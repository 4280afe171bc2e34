package dev.barycenter.graph.keras;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.layer.WeightSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Keras calls {@code model.trainable_weights}: those that the optimizer has state for. */
final class TrainableWeights {

  private TrainableWeights() {}

  /** Returns the paths of the weights that the optimizer moves, in the order of the model. */
  static List<String> of(Model model, Map<String, WeightSpec> specs) {
    Set<String> frozen = new HashSet<>();
    frozenLayers(model, "", frozen);
    List<String> paths = new ArrayList<>();
    specs.forEach(
        (path, spec) -> {
          if (spec.role() == WeightSpec.Role.TRAINABLE && !within(frozen, path)) {
            paths.add(path);
          }
        });
    return paths;
  }

  private static void frozenLayers(Model model, String prefix, Set<String> frozen) {
    for (Model.Named named : model.layers()) {
      String path = prefix + named.name();

      if (!named.trainable()) {
        frozen.add(path);
      } else if (named.layer() instanceof SubModel sub) {
        frozenLayers(sub.model(), path + "/", frozen);
      }
    }
  }

  private static boolean within(Set<String> layers, String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (layers.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }
}
