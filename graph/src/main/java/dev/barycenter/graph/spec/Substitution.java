package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.config.Problems;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the arguments of a block in the places of their names.
 *
 * <p>A value that is {@code $filters} or {@code ${filters}} becomes the argument with its type; in
 * a longer text {@code ${filters}} becomes its text.
 */
final class Substitution {
  private static final Pattern WHOLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)\\}?");
  private static final Pattern INSIDE = Pattern.compile("\\$\\{([A-Za-z_]\\w*)\\}");

  private final String block;
  private final Map<String, JsonNode> arguments;
  private final Problems problems;

  Substitution(String block, Map<String, JsonNode> arguments, Problems problems) {
    this.block = block;
    this.arguments = arguments;
    this.problems = problems;
  }

  JsonNode apply(JsonNode node, String place) {
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              field ->
                  object.set(
                      field.getKey(), apply(field.getValue(), place + "/" + field.getKey())));
      return object;
    } else if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < node.size(); i++) {
        array.add(apply(node.get(i), place + "/" + i));
      }
      return array;
    } else if (!node.isTextual()) {
      return node;
    }
    Matcher whole = WHOLE.matcher(node.textValue());
    return whole.matches() ? argument(whole.group(1), place) : text(node.textValue(), place);
  }

  private JsonNode text(String text, String place) {
    String replaced =
        INSIDE
            .matcher(text)
            .replaceAll(
                found -> Matcher.quoteReplacement(argument(found.group(1), place).asText()));
    return TextNode.valueOf(replaced);
  }

  private JsonNode argument(String name, String place) {
    JsonNode value = arguments.get(name);
    if (value == null) {
      problems.add(
          place,
          "Block '%s' has no argument '%s'. %s",
          block,
          name,
          arguments.isEmpty()
              ? "It has none."
              : Problems.suggestion(name, List.copyOf(arguments.keySet())));
      return JsonNodeFactory.instance.nullNode();
    }
    return value;
  }
}
