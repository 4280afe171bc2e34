package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers of a configuration, as far as the place of their weights in a file goes. */
final class SavedLayers {

  private final ConfigSource source;

  SavedLayers(ConfigSource source) {
    this.source = source;
  }

  /**
   * Returns the layers of a model in Keras's order; a Sequential model does not count its input.
   */
  List<SavedLayer> of(GraphConfig graph) {
    List<SavedLayer> layers = new ArrayList<>();
    for (Entry operation : graph.ordered()) {
      boolean hidden = operation.isInput() && graph.className().equals("Sequential");
      if (!operation.isOperator() && !hidden) {
        layers.add(layer(operation));
      }
    }
    return layers;
  }

  private SavedLayer layer(Entry operation) {
    return layer(operation.className(), operation.name(), operation.config(), operation.place());
  }

  private SavedLayer layer(String className, String name, JsonNode config, String place) {
    return switch (className) {
      case "Sequential", "Functional", "Model" -> nested(className, name, config, place);
      case "Bidirectional" -> bidirectional(name, config, place);
      case "TimeDistributed" ->
          SavedLayer.wrapping(className, name, Map.of("layer", inner(config, "layer", place)));
      case "RNN" ->
          SavedLayer.wrapping(className, name, Map.of("cell", inner(config, "cell", place)));
      case "StackedRNNCells" -> SavedLayer.wrapping(className, name, cells(config, place));
      case "MultiHeadAttention" ->
          SavedLayer.attention(name, config.path("use_gate").asBoolean(false));
      default -> SavedLayer.of(className, name);
    };
  }

  private SavedLayer nested(String className, String name, JsonNode config, String place) {
    JsonNode model =
        JsonNodeFactory.instance.objectNode().put("class_name", className).set("config", config);
    GraphConfig graph = new GraphConfigParser(source).parse(model, place);
    String shown = className.equals("Model") ? "Functional" : className;
    return SavedLayer.model(shown, name, of(graph));
  }

  /** Keras makes the two directions anew from the layer given, with the prefixes below. */
  private SavedLayer bidirectional(String name, JsonNode config, String place) {
    SavedLayer forward = inner(config, "layer", place);
    SavedLayer backward =
        config.path("backward_layer").isObject() ? inner(config, "backward_layer", place) : forward;
    return SavedLayer.bidirectional(
        name, prefixed("forward_", forward), prefixed("backward_", backward));
  }

  /** A list that a layer holds as an attribute is a group of its own, with counted members. */
  private Map<String, SavedLayer> cells(JsonNode config, String place) {
    Map<String, SavedLayer> cells = new LinkedHashMap<>();
    Map<String, Integer> used = new HashMap<>();
    for (int i = 0; i < config.path("cells").size(); i++) {
      SavedLayer cell = inner(config.path("cells").get(i), place + "/config/cells/" + i);
      String base = GroupNames.snakeCase(cell.className());
      int count = used.merge(base, 1, Integer::sum) - 1;
      cells.put("cells/" + (count == 0 ? base : base + "_" + count), cell);
    }
    return cells;
  }

  private static SavedLayer prefixed(String prefix, SavedLayer layer) {
    String bare = layer.name().replaceFirst("^" + prefix, "");
    return new SavedLayer(layer.className(), prefix + bare, layer.layers(), layer.parts());
  }

  private SavedLayer inner(JsonNode config, String key, String place) {
    return inner(source.need(config, key, place + "/config"), place + "/config/" + key);
  }

  private SavedLayer inner(JsonNode entry, String at) {
    JsonNode arguments = source.need(entry, "config", at);
    String className = source.text(entry, "class_name", at);
    String name = arguments.path("name").asText(GroupNames.snakeCase(className));
    return layer(className, name, arguments, at);
  }
}
