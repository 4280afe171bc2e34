package dev.barycenter.graph.keras;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON as Python writes it, which knows NaN and Infinity, with bounds on nesting and numbers. */
final class Json {

  private static final int MAX_DEPTH = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(64 << 20)
                          .build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /** Parses an object. */
  static JsonNode object(String file, String place, byte[] utf8) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(utf8);
    } catch (JsonProcessingException e) {
      throw KerasFileException.damaged(
          file, place, "text that is not JSON (%s)".formatted(reason(e)), "a JSON object");
    }
    if (!node.isObject()) {
      throw KerasFileException.damaged(
          file, place, "JSON of type " + node.getNodeType(), "a JSON object");
    }
    return node;
  }

  /** Returns what is wrong in words that do not depend on the version of Jackson. */
  private static String reason(JsonProcessingException e) {
    return e instanceof StreamConstraintsException
        ? "nested deeper than %d, or with a text or number out of all measure".formatted(MAX_DEPTH)
        : e.getOriginalMessage()
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst(": was expecting .*", "");
  }

  static byte[] bytes(JsonNode node) throws IOException {
    return MAPPER.writeValueAsBytes(node);
  }
}
