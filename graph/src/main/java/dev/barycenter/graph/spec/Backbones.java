package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Finds the models that a spec names: the backbone under {@code model.backbone}, or all of it under
 * {@code model.from}.
 */
@FunctionalInterface
public interface Backbones {

  /** Finds none: for specs that come without a place where files are looked for. */
  Backbones NONE =
      (node, place, problems) -> {
        problems.add(place, "A model cannot stand on a backbone here. Write all of its layers.");
        return null;
      };

  /** Returns a backbone; null (and problems) if there is none. */
  @Nullable Backbone find(JsonNode node, String place, Problems problems);

  /**
   * Returns a whole model, which goes on training as it is; null (and problems) if there is none.
   */
  default @Nullable Model whole(JsonNode node, String place, Problems problems) {
    problems.add(place, "A model cannot be taken from a file here. Write all of its layers.");
    return null;
  }
}
