package dev.barycenter.graph.keras;

import dev.barycenter.graph.layer.Layer;
import java.util.Optional;

/** Operators on tensors, such as {@code x + y} and {@code ops.mean(x)}, as layers. */
final class Operators {

  private Operators() {}

  static Layer layer(ConfigSource source, Entry operation) {
    return Optional.<Layer>empty()
        .orElseThrow(
            () ->
                source.refused(
                    operation.place() + "/class_name",
                    "operator '%s'".formatted(operation.className()),
                    "layers",
                    "replace it by a layer"));
  }
}
