package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a layer is called with ({@code inbound_nodes}) and the inputs and outputs of a model.
 *
 * <p>Keras 3 writes a call as {@code {"args": […], "kwargs": {…}}} with tensors as objects; Keras 2
 * as {@code [["conv", 0, 0, {…}], …]}, and a single tensor without the list of calls around it.
 */
final class WiringParser {

  private final ConfigSource source;

  WiringParser(ConfigSource source) {
    this.source = source;
  }

  List<Entry.Invocation> calls(JsonNode inboundNodes, String place) {
    if (inboundNodes.isMissingNode() || inboundNodes.isNull()) {
      return List.of();
    }
    if (!inboundNodes.isArray()) {
      throw source.malformed(place, ConfigSource.describe(inboundNodes), "a list of calls");
    }
    List<Entry.Invocation> calls = new ArrayList<>();
    for (int i = 0; i < inboundNodes.size(); i++) {
      JsonNode node = inboundNodes.get(i);
      String at = place + "/" + i;
      if (node.isObject()) {
        calls.add(currentCall(node, at));
      } else if (node.isArray()) {
        calls.add(legacyCall(node, at));
      } else {
        throw source.malformed(at, ConfigSource.describe(node), "a call");
      }
    }
    return calls;
  }

  private Entry.Invocation currentCall(JsonNode node, String place) {
    JsonNode args = node.path("args");
    JsonNode kwargs = node.path("kwargs");
    if (!args.isArray() || !(kwargs.isObject() || kwargs.isMissingNode())) {
      throw source.malformed(
          place, ConfigSource.describe(node), "{\"args\": […], \"kwargs\": {…}}");
    }
    List<Argument> positional = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      positional.add(argument(args.get(i), place + "/args/" + i));
    }
    Map<String, Argument> named = new LinkedHashMap<>();
    kwargs
        .properties()
        .forEach(
            e -> named.put(e.getKey(), argument(e.getValue(), place + "/kwargs/" + e.getKey())));
    return new Entry.Invocation(positional, named);
  }

  private Argument argument(JsonNode node, String place) {
    if (node.isArray()) {
      List<Argument> elements = new ArrayList<>();
      for (int i = 0; i < node.size(); i++) {
        elements.add(argument(node.get(i), place + "/" + i));
      }
      return new Argument.Several(elements);
    }
    if (!node.isObject()) {
      return new Argument.Literal(node);
    }
    String className = node.path("class_name").asText("");
    if (className.equals("__keras_tensor__")) {
      return new Argument.Of(history(node.path("config").path("keras_history"), place));
    }
    if (className.equals("__tuple__")) {
      return argument(node.path("config").path("value"), place);
    }
    if (!className.isEmpty()) {
      return new Argument.Literal(node);
    }
    Map<String, Argument> values = new TreeMap<>();
    node.properties()
        .forEach(e -> values.put(e.getKey(), argument(e.getValue(), place + "/" + e.getKey())));
    return new Argument.Keyed(values);
  }

  private Entry.Invocation legacyCall(JsonNode node, String place) {
    JsonNode tensors = node.size() > 0 && node.get(0).isTextual() ? list(node) : node;
    List<Argument> inputs = new ArrayList<>();
    Map<String, Argument> named = new LinkedHashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      JsonNode tensor = tensors.get(i);
      inputs.add(new Argument.Of(history(tensor, place + "/" + i)));
      tensor
          .path(3)
          .properties()
          .forEach(e -> named.put(e.getKey(), legacyArgument(e.getValue(), place)));
    }
    Argument first = inputs.size() == 1 ? inputs.get(0) : new Argument.Several(inputs);
    return new Entry.Invocation(List.of(first), named);
  }

  private Argument legacyArgument(JsonNode node, String place) {
    return node.isArray() && node.size() >= 3 && node.get(0).isTextual()
        ? new Argument.Of(history(node, place))
        : argument(node, place);
  }

  private static JsonNode list(JsonNode element) {
    return JsonNodeFactory.instance.arrayNode().add(element);
  }

  private History history(JsonNode node, String place) {
    if (!node.isArray()
        || node.size() < 3
        || !node.get(0).isTextual()
        || !node.get(1).canConvertToInt()
        || !node.get(2).canConvertToInt()
        || node.get(1).intValue() < 0
        || node.get(2).intValue() < 0) {
      throw source.malformed(place, ConfigSource.describe(node), "[\"layer\", call, output]");
    }
    return new History(node.get(0).textValue(), node.get(1).intValue(), node.get(2).intValue());
  }

  /** Reads {@code input_layers} or {@code output_layers}: one tensor, a list, or a dictionary. */
  List<GraphConfig.Wire> wires(JsonNode node, String place) {
    List<GraphConfig.Wire> wires = new ArrayList<>();
    wires(node, "", place, wires);
    if (wires.isEmpty()) {
      throw source.malformed(place, ConfigSource.describe(node), "at least one tensor");
    }
    return wires;
  }

  private void wires(JsonNode node, String key, String place, List<GraphConfig.Wire> wires) {
    if (node.isArray() && node.size() > 0 && node.get(0).isTextual()) {
      wires.add(new GraphConfig.Wire(key, history(node, place)));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        wires(node.get(i), key, place + "/" + i, wires);
      }
    } else if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
      sorted.forEach((name, value) -> wires(value, name, place + "/" + name, wires));
    } else {
      throw source.malformed(place, ConfigSource.describe(node), "tensors");
    }
  }
}
