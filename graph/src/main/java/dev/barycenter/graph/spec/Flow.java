package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes a value on one line of YAML, such as {@code {type: Dense, units: 10}}. */
final class Flow {
  /** Words that YAML reads as something other than text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", "none");

  private Flow() {}

  static String text(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream()
          .map(field -> key(field.getKey()) + ": " + text(field.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(Flow::text)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return node.isTextual() ? key(node.textValue()) : node.toString();
  }

  /** Returns a text as a key or value, in quotes only where it needs them. */
  static String key(String text) {
    boolean plain =
        text.matches("[A-Za-z_][A-Za-z0-9_./-]*") && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : TextNode.valueOf(text).toString();
  }
}
