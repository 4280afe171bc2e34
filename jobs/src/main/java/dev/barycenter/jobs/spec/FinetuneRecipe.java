package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a fine-tuning that lists none of its own, as in Keras's guide to transfer learning:
 * first the new layers alone, at the learning rate of the training; then the top of the backbone
 * with them, at a rate {@value #LOWER} times lower.
 *
 * @param unfrozen the layers of the backbone with weights, from its top, that the second phase
 *     trains; null for a quarter of them
 */
public record FinetuneRecipe(@Nullable Integer unfrozen) {
  /** How many times lower the learning rate of the second phase is. */
  static final int LOWER = 30;

  private static final int QUARTER = 4;

  /** Checks the number. */
  public FinetuneRecipe {
    if (unfrozen != null && unfrozen < 1) {
      throw new IllegalArgumentException(
          "%d layers to unfreeze: expected at least 1.".formatted(unfrozen));
    }
  }

  /**
   * Returns the phases as a spec would list them.
   *
   * @param backbone the names of the layers of the backbone
   * @param training as the spec says, without phases
   */
  ArrayNode phases(Model model, Set<String> backbone, TrainingSpec training) {
    List<String> layers = LayerSet.weighted(model);
    List<String> added = layers.stream().filter(l -> !isOf(backbone, l)).toList();
    int trained = layers.size() - added.size();
    int more = unfrozen == null ? (trained + QUARTER - 1) / QUARTER : unfrozen;
    ArrayNode phases = JsonNodeFactory.instance.arrayNode();
    if (!added.isEmpty()) {
      ObjectNode head = phases.addObject().put("name", "head");
      added.forEach(head.putArray("trainable")::add);
    }
    phases
        .addObject()
        .put("name", "top")
        .put("trainable", Math.min(layers.size(), added.size() + more))
        .put("learning_rate", Forgetting.highest(training.optimizer()) / LOWER);
    return phases;
  }

  private static boolean isOf(Set<String> backbone, String path) {
    int slash = path.indexOf('/');
    return backbone.contains(slash < 0 ? path : path.substring(0, slash));
  }
}
