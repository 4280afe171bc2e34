package dev.barycenter.graph.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts single arguments between JSON and the types that settings records are made of. */
final class Conversion {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Conversion() {}

  /** Reads an argument of the given type; null (and a problem) if the node is not one. */
  static @Nullable Object read(Type type, JsonNode node, String place, Problems problems) {
    Object value = null;
    if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      return map(generic.getActualTypeArguments()[1], node, place, problems);
    } else if (type instanceof ParameterizedType generic) {
      return list(generic.getActualTypeArguments()[0], node, place, problems);
    } else if (type == int.class || type == Integer.class) {
      value = node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : null;
    } else if (type == long.class || type == Long.class) {
      value = node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
    } else if (type == double.class || type == Double.class) {
      value = number(node);
    } else if (type == boolean.class || type == Boolean.class) {
      value = node.isBoolean() ? node.booleanValue() : null;
    } else if (type == String.class) {
      value = node.isTextual() ? node.textValue() : null;
    } else if (type == JsonNode.class) {
      value = node;
    } else if (type == Duration.class) {
      value = node.isTextual() ? Times.read(node.textValue()) : null;
    } else if (type == Dims.class) {
      value = dims(node);
    } else if (type instanceof Class<?> c && c.isEnum()) {
      return constant(c, node, place, problems);
    } else if (type instanceof Class<?> c && Family.isRoot(c)) {
      return Family.of(c).read(node, place, problems);
    } else if (type instanceof Class<?> c && c.isRecord()) {
      return record(c, node, place, problems);
    }
    if (value == null) {
      problems.add(place, "Found %s: expected %s.", node, expected(type));
    }
    return value;
  }

  /** Returns a number, or null if the node is none. */
  static @Nullable Double number(JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    // YAML 1.1 reads 1e-3 as text; people write it as a number.
    try {
      return node.isTextual() ? Double.valueOf(node.textValue()) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Object record(
      Class<?> type, JsonNode node, String place, Problems problems) {
    if (!node.isObject()) {
      problems.add(
          place,
          "Found %s: expected settings such as {%s}.",
          node,
          String.join(": …, ", new Binder<>(type).keys()) + ": …");
      return null;
    }
    return new Binder<>(type).read(node, place, Set.of(), problems);
  }

  private static @Nullable Object list(
      Type element, JsonNode node, String place, Problems problems) {
    List<Object> values = new ArrayList<>();
    if (!node.isArray()) {
      Object single = read(element, node, place, problems);
      return single == null ? null : List.of(single);
    }
    for (int i = 0; i < node.size(); i++) {
      Object value = read(element, node.get(i), place + "/" + i, problems);
      if (value != null) {
        values.add(value);
      }
    }
    return values.size() == node.size() ? List.copyOf(values) : null;
  }

  private static @Nullable Object map(
      Type element, JsonNode node, String place, Problems problems) {
    if (!node.isObject()) {
      problems.add(place, "Found %s: expected names with a value each.", node);
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            field -> {
              Object value =
                  read(element, field.getValue(), place + "/" + field.getKey(), problems);
              if (value != null) {
                values.put(field.getKey(), value);
              }
            });
    return values.size() == node.size() ? values : null;
  }

  private static @Nullable Dims dims(JsonNode node) {
    if (node.isInt()) {
      return Dims.all(node.intValue());
    }
    List<Integer> values = new ArrayList<>();
    node.forEach(v -> values.add(v.isInt() ? v.intValue() : Integer.MIN_VALUE));
    return node.isArray() && !values.isEmpty() && !values.contains(Integer.MIN_VALUE)
        ? new Dims(values, false)
        : null;
  }

  private static @Nullable Object constant(
      Class<?> type, JsonNode node, String place, Problems problems) {
    JsonNode name = node.isObject() && node.path("config").isTextual() ? node.get("config") : node;
    for (Object constant : type.getEnumConstants()) {
      if (text(constant).equals(name.asText()) || aliases(constant).contains(name.asText())) {
        return constant;
      }
    }
    List<String> known = Arrays.stream(type.getEnumConstants()).map(Conversion::text).toList();
    problems.add(place, "Found '%s'. %s", name.asText(), Problems.suggestion(name.asText(), known));
    return null;
  }

  private static List<String> aliases(Object constant) {
    try {
      Alias alias =
          constant.getClass().getField(((Enum<?>) constant).name()).getAnnotation(Alias.class);
      return alias == null ? List.of() : List.of(alias.value());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("A constant is a field of its type.", e);
    }
  }

  private static String text(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT);
  }

  /** Returns what to write for a type, in words. */
  static String expected(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class
          ? "names with a value each"
          : "a list, each entry " + expected(generic.getActualTypeArguments()[0]);
    }
    Class<?> c = (Class<?>) type;
    if (c.isEnum()) {
      return Arrays.stream(c.getEnumConstants())
          .map(Conversion::text)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return switch (c.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "a text";
      case "Duration" -> "a time such as 90s, 10m or 1h";
      case "Dims" -> "a whole number or a list of them";
      default -> "a " + c.getSimpleName().toLowerCase(Locale.ROOT);
    };
  }

  /** Writes an argument with all that it is made of. */
  static JsonNode write(@Nullable Object value) {
    return write(value, true);
  }

  /**
   * Writes an argument.
   *
   * @param withDefaults whether what it is made of is written where it has its default value too
   */
  static JsonNode write(@Nullable Object value, boolean withDefaults) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof Integer number) {
      return JSON.numberNode(number);
    } else if (value instanceof Long number) {
      return JSON.numberNode(number);
    } else if (value instanceof Double number) {
      return JSON.numberNode(number);
    } else if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    } else if (value instanceof String text) {
      return JSON.textNode(text);
    } else if (value instanceof Duration time) {
      return JSON.textNode(Times.write(time));
    } else if (value instanceof JsonNode node) {
      return node;
    } else if (value instanceof Dims dims) {
      return dims.uniform() ? JSON.numberNode(dims.get(0)) : write(dims.values());
    } else if (value instanceof Enum<?> constant) {
      return JSON.textNode(text(constant));
    } else if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      list.forEach(element -> array.add(write(element, withDefaults)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((name, element) -> object.set((String) name, write(element, withDefaults)));
      return object;
    }
    if (value.getClass().isAnnotationPresent(Bare.class)) {
      return new Binder<>(value.getClass()).write((Record) value, true).elements().next();
    }
    return Family.find(value.getClass())
        .map(family -> withDefaults ? family.write(value) : family.writeShort(value))
        .orElseGet(() -> new Binder<>(value.getClass()).write((Record) value, withDefaults));
  }
}
