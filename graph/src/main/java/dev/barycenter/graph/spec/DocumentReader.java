package dev.barycenter.graph.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.barycenter.graph.config.Problems;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of a YAML or JSON text into a tree, and notes where each value stands.
 *
 * <p>An alias stands for the same tree as its anchor. What all aliases together stand for is
 * bounded, so that a small text cannot grow into a huge one.
 */
final class DocumentReader {
  private static final int MOST_VALUES = 200_000;
  private static final int DEEPEST = 100;

  private final JsonParser parser;
  private final Problems problems;
  private final Map<String, Position> positions = new HashMap<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final Map<String, Integer> anchorSizes = new HashMap<>();
  private int values;
  private int depth;

  DocumentReader(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** Reads the only document of the text. */
  Document read() throws IOException {
    JsonNode root = JsonNodeFactory.instance.missingNode();
    if (parser.nextToken() != null) {
      positions.put("", position());
      root = value("");
      if (parser.nextToken() != null) {
        problems.add("", "Found a second document after the first: a file holds one.");
      }
    }
    return new Document(root, Map.copyOf(positions));
  }

  private JsonNode value(String place) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      return alias(parser.getText(), place);
    }
    String anchor = parser instanceof YAMLParser yaml ? yaml.getObjectId() : null;
    int before = count(1, place);
    depth++;
    if (depth > DEEPEST) {
      throw new TooLargeException(
          "Lists and maps stand more than %d deep within each other.".formatted(DEEPEST));
    }
    JsonNode node =
        switch (parser.currentToken()) {
          case START_OBJECT -> object(place);
          case START_ARRAY -> array(place);
          default -> scalar();
        };
    depth--;
    if (anchor != null) {
      anchors.put(anchor, node);
      anchorSizes.put(anchor, values - before);
    }
    return node;
  }

  private JsonNode alias(String name, String place) {
    @Nullable JsonNode found = anchors.get(name);
    if (found == null) {
      problems.add(place, "Found the alias '*%s': there is no '&%s' before it.", name, name);
      return JsonNodeFactory.instance.nullNode();
    }
    count(anchorSizes.getOrDefault(name, 0), place);
    return found;
  }

  private int count(int more, String place) {
    int before = values;
    values += more;
    if (values > MOST_VALUES) {
      throw new TooLargeException(
          "%s: The text stands for more than %,d values, aliases included. Write it without them."
              .formatted(Document.dotted(place), MOST_VALUES));
    }
    return before;
  }

  private ObjectNode object(String place) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String inner = place + "/" + key;
      Position at = position();
      Position first = object.has(key) ? positions.get(inner) : null;
      if (first == null) {
        positions.put(inner, at);
      } else {
        problems.add(
            place, "The key '%s' stands twice, at %s and at %s. Keep one.", key, first, at);
      }
      parser.nextToken();
      JsonNode value = value(inner);
      if (first == null) {
        object.set(key, value);
      }
    }
    return object;
  }

  private ArrayNode array(String place) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String inner = place + "/" + array.size();
      positions.put(inner, position());
      array.add(value(inner));
    }
    return array;
  }

  private JsonNode scalar() throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            default -> nodes.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      default -> text(parser.getText());
    };
  }

  /** Returns a text; nothing behind a key of YAML arrives here as an empty one. */
  private JsonNode text(String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return text.isEmpty() && parser instanceof YAMLParser ? nodes.nullNode() : nodes.textNode(text);
  }

  private Position position() {
    return new Position(
        parser.currentTokenLocation().getLineNr(), parser.currentTokenLocation().getColumnNr());
  }
}
