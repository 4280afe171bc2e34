package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Layer;
import java.util.Map;
import java.util.Set;

/** Writes single layers with their arguments in the form of Keras 3. */
final class LayerEntries {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Where Keras keeps the classes of arguments, by the end of the argument's name. */
  private static final Map<String, String> MODULES =
      Map.of(
          "initializer", "keras.initializers",
          "regularizer", "keras.regularizers",
          "constraint", "keras.constraints",
          "layer", "keras.layers",
          "cell", "keras.layers",
          "cells", "keras.layers");

  /** Layers without weights whose constructors do not take the flag. */
  private static final Set<String> WITHOUT_TRAINABLE =
      Set.of("Discretization", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D");

  /** Arguments with a default here that Keras does not have in every layer. */
  private static final Set<String> WITHOUT_DEFAULT = Set.of("pool_size");

  private LayerEntries() {}

  static String className(Layer layer) {
    return Family.name(layer.getClass());
  }

  /** Returns the entry of a layer that is neither a model nor an input. */
  static ObjectNode entry(String name, Layer layer, boolean trainable) {
    ObjectNode config = JSON.objectNode();
    config.put("name", name);
    if (!trainable && !WITHOUT_TRAINABLE.contains(className(layer))) {
      config.put("trainable", false);
    }
    config.put("dtype", "float32");
    ObjectNode given = Layer.FAMILY.arguments(layer, false);
    Layer.FAMILY
        .arguments(layer, true)
        .properties()
        .forEach(
            e -> {
              if (given.has(e.getKey()) || WITHOUT_DEFAULT.contains(e.getKey())) {
                config.set(e.getKey(), argument(e.getKey(), e.getValue()));
              }
            });
    return entry("keras.layers", className(layer), config);
  }

  private static ObjectNode entry(String module, String className, JsonNode config) {
    ObjectNode entry = JSON.objectNode();
    entry.put("module", module);
    entry.put("class_name", className);
    entry.set("config", config);
    entry.putNull("registered_name");
    return entry;
  }

  private static JsonNode argument(String key, JsonNode value) {
    String module = MODULES.getOrDefault(key.substring(key.lastIndexOf('_') + 1), "");
    if (value.isArray()) {
      ArrayNode elements = JSON.arrayNode();
      value.forEach(element -> elements.add(argument(key, element)));
      return elements;
    }
    if (module.isEmpty() || !value.path("config").isObject()) {
      return value;
    }
    String className = value.path("class_name").asText();
    ObjectNode config = JSON.objectNode();
    if (module.equals("keras.layers")) { // Keras would make up a name, another one in every run
      config.put("name", GroupNames.snakeCase(className));
      config.put("dtype", "float32");
    }
    value
        .path("config")
        .properties()
        .forEach(e -> config.set(e.getKey(), argument(e.getKey(), e.getValue())));
    return entry(module, className, config);
  }
}
