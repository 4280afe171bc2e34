package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.Model;
import java.util.Map;

/**
 * The names inside one use of a block: its inputs are tensors of the model around it, and its
 * layers have the name of the use in front of theirs.
 */
record Scope(String use, Map<String, Model.Ref> inputs) {
  /** Returns the name in the model of a layer or call of the block. */
  String outer(String name) {
    return use + "_" + name;
  }

  /** Returns the name in the model of a tensor of the block. */
  JsonNode tensor(JsonNode node) {
    if (!node.isTextual()) {
      return node;
    }
    Model.Ref input = inputs.get(node.textValue());
    return TextNode.valueOf(input == null ? outer(node.textValue()) : input.toString());
  }

  private JsonNode tensors(JsonNode node) {
    if (!node.isArray()) {
      return tensor(node);
    }
    ArrayNode renamed = JsonNodeFactory.instance.arrayNode();
    node.forEach(name -> renamed.add(tensor(name)));
    return renamed;
  }

  /** Returns an entry of the block with all names as in the model. */
  ObjectNode entry(ObjectNode entry) {
    ObjectNode renamed = wiring(entry);
    if (renamed.path("calls") instanceof ObjectNode calls) {
      ObjectNode outerCalls = renamed.putObject("calls");
      calls
          .properties()
          .forEach(
              call ->
                  outerCalls.set(
                      outer(call.getKey()),
                      call.getValue() instanceof ObjectNode full
                          ? wiring(full)
                          : tensors(call.getValue())));
    }
    if (renamed.has("call")) {
      renamed.put("call", outer(renamed.get("call").asText()));
    }
    return renamed;
  }

  private ObjectNode wiring(ObjectNode entry) {
    ObjectNode renamed = entry.deepCopy();
    for (String key : new String[] {"inputs", "mask", "else"}) {
      if (renamed.has(key)) {
        renamed.set(key, tensors(renamed.get(key)));
      }
    }
    return renamed;
  }
}
