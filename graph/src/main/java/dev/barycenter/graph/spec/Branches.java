package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.config.Problems;
import java.util.List;
import java.util.Set;

/** Finds a branch in a list of layers, and shows how the same model is written with names. */
final class Branches {
  private static final Set<String> JOINS =
      Set.of("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract");

  private final Problems problems;
  private final String place;

  Branches(Problems problems, String place) {
    this.problems = problems;
    this.place = place;
  }

  /** Returns whether there was a branch, which leaves a problem. */
  boolean found(JsonNode model, List<ObjectNode> entries, List<String> names) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).has("inputs") || entries.get(i).has("calls")) {
        problems.add(
            place + "/layers/" + i,
            "Layer '%s' names what it reads, but a list of layers is Sequential and cannot branch."
                + " %s",
            names.get(i),
            functional(model, entries, names));
        return true;
      } else if (JOINS.contains(entries.get(i).path("type").asText())) {
        problems.add(
            place + "/layers/" + i,
            "Layer '%s' joins several tensors, but a list of layers is Sequential: each reads only the"
                + " one before it. %s",
            names.get(i),
            functional(model, entries, names));
        return true;
      }
    }
    for (String key : List.of("inputs", "outputs")) {
      if (model.has(key)) {
        problems.add(
            place + "/" + key,
            "Found '%s', but a list of layers is Sequential: it has one 'input' and returns what its"
                + " last layer makes. %s",
            key,
            functional(model, entries, names));
        return true;
      }
    }
    return false;
  }

  private static String functional(JsonNode model, List<ObjectNode> entries, List<String> names) {
    StringBuilder text = new StringBuilder("The same written with names, where layers may branch:");
    text.append("\nmodel:");
    JsonNode input = model.path("input");
    String first = input.path("name").asText("input");
    JsonNode shape = input.isObject() ? input.path("shape") : input;
    String shapeText = shape.isMissingNode() ? "SHAPE" : Flow.text(shape);
    text.append("\n  inputs: ");
    text.append(
        model.path("inputs").isObject()
            ? Flow.text(model.get("inputs"))
            : "{%s: %s}".formatted(Flow.key(first), shapeText));
    text.append("\n  layers:");
    String last =
        model.path("inputs").isObject() && !model.get("inputs").isEmpty()
            ? model.get("inputs").fieldNames().next()
            : first;
    for (int i = 0; i < entries.size(); i++) {
      text.append("\n    ").append(Flow.key(names.get(i))).append(": ");
      text.append(Flow.text(named(entries.get(i), last)));
      last = names.get(i);
    }
    JsonNode outputs = model.path("outputs");
    text.append("\n  outputs: ");
    text.append(outputs.isMissingNode() ? "[" + Flow.key(last) + "]" : Flow.text(outputs));
    return text.toString();
  }

  private static ObjectNode named(ObjectNode entry, String last) {
    ObjectNode named = entry.deepCopy();
    named.remove("name");
    if (!named.has("inputs") && !named.has("calls")) {
      if (JOINS.contains(entry.path("type").asText())) {
        named.putArray("inputs").add(last).add("ANOTHER");
      } else {
        named.set("inputs", TextNode.valueOf(last));
      }
    }
    return named;
  }
}
