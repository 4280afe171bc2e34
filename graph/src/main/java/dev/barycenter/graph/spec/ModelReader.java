package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a model in either form: a list of layers (Sequential) or layers by name (Functional). */
final class ModelReader {
  private static final String FORMS =
      "Write layers as a list (Sequential), or as names with a type and inputs each (Functional).";

  private final Problems problems;
  private final Blocks blocks;

  ModelReader(Problems problems, Blocks blocks) {
    this.problems = problems;
    this.blocks = blocks;
  }

  /**
   * Reads a model; null (and problems) if it is not one.
   *
   * @param fallbackName the model's name if it does not tell its own
   */
  @Nullable Model read(JsonNode node, String place, @Nullable String fallbackName) {
    JsonNode layers = node.path("layers");
    if (!node.isObject()) {
      problems.add(place, "Found %s: expected a model with 'layers'. %s", node, FORMS);
      return null;
    } else if (layers.isMissingNode()) {
      problems.add(place, "The model has no 'layers'. %s", FORMS);
      return null;
    } else if (layers.isArray()) {
      return new SequentialReader(problems, blocks, place)
          .read(node, name(node, fallbackName, place));
    } else if (layers.isObject()) {
      return new FunctionalReader(problems, blocks, place)
          .read(node, name(node, fallbackName, place));
    }
    problems.add(place + "/layers", "Found %s. %s", layers, FORMS);
    return null;
  }

  private String name(JsonNode node, @Nullable String fallback, String place) {
    JsonNode name = node.get("name");
    if (name != null && !name.isTextual()) {
      problems.add(place + "/name", "Found %s: expected a text.", name);
    }
    return name != null && name.isTextual()
        ? name.textValue()
        : fallback == null ? "model" : fallback;
  }

  /** Finds keys that have no meaning. */
  static void expectKeys(JsonNode node, String place, List<String> known, Problems problems) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.add(
                    place + "/" + key,
                    "Unknown key '%s'. %s",
                    key,
                    Problems.suggestion(key, known));
              }
            });
  }
}
