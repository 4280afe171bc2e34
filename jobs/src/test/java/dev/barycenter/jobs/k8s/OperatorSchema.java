package dev.barycenter.jobs.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The operators' kinds, by the structural schemas of their custom resource definitions: types,
 * required and unknown keys, enumerations, patterns and bounds.
 */
final class OperatorSchema {
  private static final JsonNode KINDS = load();
  private static final Set<String> OF_EVERY_KIND = Set.of("apiVersion", "kind", "metadata");

  private final List<String> problems = new ArrayList<>();

  private OperatorSchema() {}

  private static JsonNode load() {
    try (InputStream packed = OperatorSchema.class.getResourceAsStream("operators.json.gz")) {
      return new ObjectMapper().readTree(new GZIPInputStream(Objects.requireNonNull(packed)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean knows(JsonNode manifest) {
    return KINDS.has(CoreSchema.kind(manifest));
  }

  /** Returns what is wrong with a manifest. */
  static List<String> problems(JsonNode manifest) {
    OperatorSchema check = new OperatorSchema();
    JsonNode schema = KINDS.path(CoreSchema.kind(manifest));
    manifest
        .properties()
        .forEach(
            entry -> {
              if (!OF_EVERY_KIND.contains(entry.getKey())) {
                check.property(entry.getKey(), entry.getValue(), schema, "");
              }
            });
    return check.problems;
  }

  private void check(JsonNode value, JsonNode schema, String place) {
    boolean either = schema.path("x-kubernetes-int-or-string").asBoolean();
    if (either ? !value.isIntegralNumber() && !value.isTextual() : !hasType(value, schema)) {
      problems.add("%s: %s is not of type %s".formatted(place, value, schema.path("type")));
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      problems.add("%s: %s is none of %s".formatted(place, value, schema.path("enum")));
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.path("pattern").asText()).matcher(value.asText()).find()) {
      problems.add("%s: %s does not match %s".formatted(place, value, schema.path("pattern")));
    }
    if (schema.has("minimum") && value.asDouble() < schema.path("minimum").asDouble()) {
      problems.add("%s: %s is below %s".formatted(place, value, schema.path("minimum")));
    }
    for (JsonNode key : schema.path("required")) {
      if (!value.has(key.asText())) {
        problems.add("%s: '%s' is missing".formatted(place, key.asText()));
      }
    }
    int index = 0;
    for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
      check(item, schema.path("items"), place + "/" + index++);
    }
    if (value.isObject() && schema.path("type").asText().equals("object")) {
      value.properties().forEach(e -> property(e.getKey(), e.getValue(), schema, place));
    }
  }

  private void property(String key, JsonNode value, JsonNode schema, String place) {
    String at = place + "/" + key;
    if (schema.path("properties").has(key)) {
      check(value, schema.path("properties").path(key), at);
    } else if (schema.path("additionalProperties").isObject()) {
      check(value, schema.path("additionalProperties"), at);
    } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
        && !schema.path("additionalProperties").asBoolean()) {
      problems.add(at + ": unknown");
    }
  }

  private static boolean hasType(JsonNode value, JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
