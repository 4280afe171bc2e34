package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the wiring of a Sequential or Functional configuration of Keras 2 or 3. */
final class GraphConfigParser {

  /** The name of the input that a Sequential model without an InputLayer is given. */
  private static final String INPUT = "input_layer";

  private final ConfigSource source;
  private final WiringParser wiring;

  GraphConfigParser(ConfigSource source) {
    this.source = source;
    this.wiring = new WiringParser(source);
  }

  /**
   * Reads a model's entry.
   *
   * @param entry {@code {"class_name": …, "config": …}}
   * @param place where it stands
   */
  GraphConfig parse(JsonNode entry, String place) {
    String className = source.text(entry, "class_name", place);
    JsonNode config = source.need(entry, "config", place);
    return switch (className) {
      case "Sequential" -> sequential(entry, config, place + "/config");
      case "Functional", "Model" -> functional(config, place + "/config");
      default ->
          throw source.refused(
              place + "/class_name",
              "a model of class '%s'".formatted(className),
              "a Sequential or Functional model",
              "build the model with Sequential or the Functional API; a subclass is Python code");
    };
  }

  private GraphConfig functional(JsonNode config, String place) {
    List<Entry> operations = operations(config, place);
    List<GraphConfig.Wire> inputs =
        wiring.wires(source.need(config, "input_layers", place), place + "/input_layers");
    List<GraphConfig.Wire> outputs =
        wiring.wires(source.need(config, "output_layers", place), place + "/output_layers");
    NodeNumbers numbers = new NodeNumbers(operations);
    GraphConfig graph =
        new GraphConfig(
            config.path("name").asText("model"),
            "Functional",
            config.path("trainable").asBoolean(true),
            operations.stream().map(numbers::renumbered).toList(),
            inputs,
            outputs.stream().map(numbers::renumberedOutput).toList(),
            place);
    new WiringCheck(source, graph).check();
    return graph;
  }

  private List<Entry> operations(JsonNode config, String place) {
    JsonNode layers = source.need(config, "layers", place);
    if (!layers.isArray() || layers.isEmpty()) {
      throw source.malformed(place + "/layers", ConfigSource.describe(layers), "a list of layers");
    }
    List<Entry> operations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < layers.size(); i++) {
      Entry operation = operation(layers.get(i), place + "/layers/" + i);
      if (!names.add(operation.name())) {
        throw source.malformed(
            operation.place(), "a second layer named '%s'".formatted(operation.name()), "one");
      }
      operations.add(operation);
    }
    return operations;
  }

  private Entry operation(JsonNode entry, String place) {
    String className = source.text(entry, "class_name", place);
    JsonNode config = source.need(entry, "config", place);
    if (!config.isObject() && !className.equals("Sequential")) {
      throw source.malformed(place + "/config", ConfigSource.describe(config), "arguments");
    }
    JsonNode named = entry.has("name") ? entry : config;
    return new Entry(
        source.text(named, "name", place),
        className,
        entry.path("module").asText(""),
        withBuildShape(entry, config),
        wiring.calls(entry.path("inbound_nodes"), place + "/inbound_nodes"),
        place);
  }

  /** A nested Sequential without an InputLayer knows its input only from {@code build_config}. */
  private static JsonNode withBuildShape(JsonNode entry, JsonNode config) {
    JsonNode shape = entry.path("build_config").path("input_shape");
    if (!entry.path("class_name").asText().equals("Sequential")
        || !config.isObject()
        || !shape.isArray()
        || config.has("build_input_shape")) {
      return config;
    }
    return ((ObjectNode) config.deepCopy()).set("build_input_shape", shape);
  }

  private GraphConfig sequential(JsonNode entry, JsonNode config, String place) {
    ObjectNode model = JsonNodeFactory.instance.objectNode();
    if (config.isArray()) { // Keras before 2.2.3
      model.set("layers", config);
    } else if (config.isObject()) {
      model.setAll((ObjectNode) withBuildShape(entry, config));
    } else {
      throw source.malformed(place, ConfigSource.describe(config), "a configuration");
    }
    List<Entry> layers = operations(model, place);
    List<Entry> chain = new ArrayList<>();
    if (!layers.get(0).isInput()) {
      chain.add(input(model, layers.get(0), names(layers), place));
    }
    for (Entry layer : layers) {
      chain.add(chain.isEmpty() ? layer : reading(chain.get(chain.size() - 1), layer));
    }
    return new GraphConfig(
        model.path("name").asText("sequential"),
        "Sequential",
        model.path("trainable").asBoolean(true),
        chain,
        List.of(new GraphConfig.Wire("", new History(chain.get(0).name(), 0, 0))),
        List.of(new GraphConfig.Wire("", new History(chain.get(chain.size() - 1).name(), 0, 0))),
        place);
  }

  private static Set<String> names(List<Entry> layers) {
    return new LinkedHashSet<>(layers.stream().map(Entry::name).toList());
  }

  private Entry reading(Entry before, Entry layer) {
    if (layer.isInput()) {
      throw source.malformed(layer.place(), "an InputLayer that is not the first layer", "none");
    }
    Argument tensor = new Argument.Of(new History(before.name(), 0, 0));
    return new Entry(
        layer.name(),
        layer.className(),
        layer.module(),
        layer.config(),
        List.of(new Entry.Invocation(List.of(tensor), Map.of())),
        layer.place());
  }

  private Entry input(JsonNode model, Entry first, Set<String> taken, String place) {
    JsonNode shape = JsonNodeFactory.instance.missingNode();
    for (JsonNode candidate :
        List.of(
            first.config().path("batch_shape"),
            first.config().path("batch_input_shape"),
            model.path("build_input_shape"))) {
      shape = shape.isArray() ? shape : candidate;
    }
    if (!shape.isArray()) {
      throw source.refused(
          place,
          "a Sequential model that does not say the shape of its input",
          "an Input layer, or a model that was built",
          "add keras.Input(shape=…) as its first layer, or call model.build(…), and save again");
    }
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("batch_shape", shape);
    String name = INPUT;
    for (int i = 1; taken.contains(name); i++) {
      name = INPUT + "_" + i;
    }
    return new Entry(name, "InputLayer", "keras.layers", config, List.of(), place);
  }
}
