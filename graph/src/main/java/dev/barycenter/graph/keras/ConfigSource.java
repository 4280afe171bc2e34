package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * The file that a configuration comes from: makes its exceptions, and refuses what would be a
 * program.
 *
 * @param file the file's name
 */
record ConfigSource(String file) {

  private static final Set<String> PROGRAMS =
      Set.of("Lambda", "__lambda__", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer");

  /** Returns an exception about a configuration that no Keras writes. */
  KerasFileException malformed(String place, String found, String expected) {
    return KerasFileException.damaged(file, place, found, expected);
  }

  /** Returns an exception about something that is right in Keras and not available here. */
  KerasFileException refused(String place, String found, String expected, String fix) {
    return new KerasFileException.Problem(place, found, expected, fix).in(file);
  }

  /** Returns a member that must be there. */
  JsonNode need(JsonNode node, String key, String place) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      throw malformed(place, "no '%s'".formatted(key), "one");
    }
    return value;
  }

  /** Returns a text that must be there. */
  String text(JsonNode node, String key, String place) {
    JsonNode value = need(node, key, place);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw malformed(place + "/" + key, describe(value), "a text");
    }
    return value.textValue();
  }

  /** Refuses a configuration with Python code anywhere in it. */
  void refusePrograms(JsonNode root) {
    record Visit(JsonNode node, String place) {}
    Deque<Visit> left = new ArrayDeque<>();
    left.push(new Visit(root, ""));
    while (!left.isEmpty()) {
      Visit visit = left.pop();
      JsonNode node = visit.node;
      String className = node.path("class_name").asText("");
      if (PROGRAMS.contains(className)) {
        throw refused(
            visit.place.isEmpty() ? "/" : visit.place,
            "a %s, which is Python code".formatted(className),
            "layers that are data only",
            "write what it computes with layers or operators such as x * 2, and save again");
      }
      if (node.isObject()) {
        node.properties()
            .forEach(e -> left.push(new Visit(e.getValue(), visit.place + "/" + e.getKey())));
      } else if (node.isArray()) {
        for (int i = 0; i < node.size(); i++) {
          left.push(new Visit(node.get(i), visit.place + "/" + i));
        }
      }
    }
  }

  /** Returns a value for a message, cut to a line. */
  static String describe(JsonNode node) {
    String text = node.isMissingNode() ? "nothing" : node.toString();
    return text.length() > 120 ? text.substring(0, 117) + "..." : text;
  }
}
