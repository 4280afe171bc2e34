package dev.barycenter.graph.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One component of a settings record: its name in configurations, its type and its default. */
final class Component {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordComponent component;
  private final String key;
  private final @Nullable JsonNode fallback;

  Component(RecordComponent component) {
    this.component = component;
    Key renamed = component.getAnnotation(Key.class);
    key = renamed == null ? snakeCase(component.getName()) : renamed.value();
    Default text = component.getAnnotation(Default.class);
    fallback = text == null ? null : parse(text.value());
  }

  String key() {
    return key;
  }

  Type type() {
    return component.getGenericType();
  }

  /** Returns whether the component's own arguments stand among those of its record. */
  boolean isFlat() {
    return component.isAnnotationPresent(Flat.class);
  }

  Class<?> rawType() {
    return component.getType();
  }

  @Nullable JsonNode fallback() {
    return fallback;
  }

  @Nullable Object of(Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(
          "Component '%s' of %s cannot be read: its record must be public.".formatted(key, value),
          e);
    }
  }

  static String snakeCase(String camelCase) {
    return camelCase
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }
}
