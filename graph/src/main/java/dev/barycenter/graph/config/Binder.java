package dev.barycenter.graph.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Binds one record class to its arguments in a configuration, both ways.
 *
 * @param <R> the record
 */
public final class Binder<R> {
  private final Class<R> type;
  private final List<Component> components;

  /** Prepares the binding of a record class. */
  public Binder(Class<R> type) {
    this.type = type;
    RecordComponent[] found = type.getRecordComponents();
    if (found == null) {
      throw new IllegalArgumentException(type + " is not a record.");
    }
    components = Arrays.stream(found).map(Component::new).toList();
  }

  /** Returns the names of the arguments. */
  public List<String> keys() {
    return components.stream()
        .flatMap(c -> c.isFlat() ? new Binder<>(c.rawType()).keys().stream() : Stream.of(c.key()))
        .toList();
  }

  /**
   * Reads a record from its arguments.
   *
   * @param arguments an object with arguments by name
   * @param place where the object stands
   * @param ignored names that are passed over although they are no arguments
   * @param problems takes what is wrong
   * @return the record, or null if there were problems
   */
  public @Nullable R read(
      JsonNode arguments, String place, Set<String> ignored, Problems problems) {
    int before = problems.found().size();
    arguments.fieldNames().forEachRemaining(name -> check(name, place, ignored, problems));
    R value = read(arguments, place, problems);
    return problems.found().size() == before ? value : null;
  }

  private @Nullable R read(JsonNode arguments, String place, Problems problems) {
    int before = problems.found().size();
    List<@Nullable Object> values = new ArrayList<>();
    for (Component component : components) {
      values.add(value(component, arguments, place, problems));
    }
    return problems.found().size() == before ? create(values, place, problems) : null;
  }

  private void check(String name, String place, Set<String> ignored, Problems problems) {
    if (!keys().contains(name) && !ignored.contains(name)) {
      problems.add(
          place + "/" + name,
          "Unknown argument '%s' of %s. %s",
          name,
          Family.name(type),
          keys().isEmpty() ? "It takes none." : Problems.suggestion(name, keys()));
    }
  }

  private @Nullable Object value(
      Component component, JsonNode arguments, String place, Problems problems) {
    if (component.isFlat()) {
      return new Binder<>(component.rawType()).read(arguments, place, problems);
    }
    JsonNode given = arguments.get(component.key());
    JsonNode node = given == null ? component.fallback() : given;
    if (node == null) {
      problems.add(
          place,
          "%s needs the argument '%s' (%s).",
          Family.name(type),
          component.key(),
          Conversion.expected(component.type()));
      return null;
    }
    if (node.isNull() && !component.rawType().isPrimitive()) {
      return null;
    }
    return Conversion.read(component.type(), node, place + "/" + component.key(), problems);
  }

  private @Nullable R create(List<@Nullable Object> values, String place, Problems problems) {
    try {
      return constructor().newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ConfigException several) {
        several.problems().forEach(p -> problems.add(place + p.place(), "%s", p.message()));
      } else if (e.getCause() instanceof IllegalArgumentException bad) {
        problems.add(place, "%s", String.valueOf(bad.getMessage()));
      } else {
        throw new IllegalStateException("Cannot create " + type.getSimpleName(), e.getCause());
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot create " + type.getSimpleName(), e);
    }
  }

  private Constructor<R> constructor() throws NoSuchMethodException {
    Constructor<R> canonical =
        type.getDeclaredConstructor(
            components.stream().map(Component::rawType).toArray(Class<?>[]::new));
    canonical.setAccessible(true); // records that only one file uses need not be public
    return canonical;
  }

  /**
   * Writes a record as its arguments.
   *
   * @param withDefaults whether arguments that have their default value are written too
   */
  public ObjectNode write(Record value, boolean withDefaults) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    for (Component component : components) {
      if (component.isFlat() && component.of(value) instanceof Record part) {
        arguments.setAll(new Binder<>(component.rawType()).write(part, withDefaults));
        continue;
      }
      JsonNode node = Conversion.write(component.of(value), withDefaults);
      if (withDefaults || !isDefault(component, value)) {
        arguments.set(component.key(), node);
      }
    }
    return arguments;
  }

  private static boolean isDefault(Component component, Record value) {
    JsonNode fallback = component.fallback();
    Object actual = component.of(value);
    if (fallback == null || fallback.isNull() || actual == null) {
      return fallback != null && fallback.isNull() && actual == null;
    }
    Object usual = Conversion.read(component.type(), fallback, "", new Problems());
    return actual.equals(usual)
        || (actual instanceof Dims dims
            && usual instanceof Dims all
            && all.uniform()
            && dims.values().stream().allMatch(all.values().get(0)::equals));
  }
}
