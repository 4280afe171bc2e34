package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reusable parts of models that a file defines under {@code blocks}. */
final class Blocks {
  /** No blocks. */
  static final Blocks NONE = new Blocks(Map.of());

  private static final List<String> KEYS = List.of("arguments", "inputs", "layers", "outputs");

  private final Map<String, Block> byName;

  private Blocks(Map<String, Block> byName) {
    this.byName = byName;
  }

  /**
   * A reusable part of a model.
   *
   * @param arguments the default of each argument; null for one that must be given
   * @param inputs the names by which its layers read what it is used on
   * @param layers its layers, as in a model with names
   * @param outputs the names of what it makes
   * @param place where it stands
   */
  record Block(
      String name,
      Map<String, JsonNode> arguments,
      List<String> inputs,
      JsonNode layers,
      List<String> outputs,
      String place) {}

  /** Reads the definitions of a file. */
  static Blocks read(JsonNode node, Problems problems) {
    Map<String, Block> found = new LinkedHashMap<>();
    if (!node.isObject() && !node.isMissingNode()) {
      problems.add("/blocks", "Found %s: expected a name and layers for each block.", node);
    }
    node.properties()
        .forEach(
            field -> {
              Block block = block(field.getKey(), field.getValue(), problems);
              if (block != null) {
                found.put(field.getKey(), block);
              }
            });
    return new Blocks(found);
  }

  private static @Nullable Block block(String name, JsonNode node, Problems problems) {
    String place = "/blocks/" + name;
    List<String> inputs = names(node.path("inputs"));
    List<String> outputs = names(node.path("outputs"));
    if (!node.path("layers").isObject() || inputs.isEmpty() || outputs.isEmpty()) {
      problems.add(
          place,
          "Block '%s' needs 'inputs' and 'outputs' (a name or a list of names) and 'layers' by name,"
              + " such as {inputs: x, layers: {conv: {type: Conv1D, filters: $filters, kernel_size:"
              + " 3, inputs: x}}, outputs: conv}.",
          name);
      return null;
    }
    ModelReader.expectKeys(node, place, KEYS, problems);
    Map<String, JsonNode> arguments = new LinkedHashMap<>();
    JsonNode given = node.path("arguments");
    given.properties().forEach(field -> arguments.put(field.getKey(), field.getValue()));
    if (!given.isObject() && !given.isMissingNode()) {
      problems.add(
          place + "/arguments",
          "Found %s: expected a default for each argument, such as {filters: , strides: 1}; nothing"
              + " where it must be given.",
          given);
    }
    return new Block(name, arguments, inputs, node.get("layers"), outputs, place);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    if (node.isTextual()) {
      names.add(node.textValue());
    }
    node.forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Returns a block; null (and a problem) if there is none of the name. */
  @Nullable Block find(JsonNode name, String place, Problems problems) {
    Block block = byName.get(name.asText());
    if (block == null && byName.isEmpty()) {
      problems.add(place, "Unknown block '%s'. Define it under 'blocks'.", name.asText());
    } else if (block == null) {
      problems.add(
          place,
          "Unknown block '%s'. %s",
          name.asText(),
          Problems.suggestion(name.asText(), List.copyOf(byName.keySet())));
    }
    return block;
  }
}
