package dev.barycenter.graph.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records that can stand in one place of a configuration, such as the initializers.
 *
 * <p>A member is written by its name alone ({@code he_normal}), with arguments ({@code {type: L2,
 * l2: 0.01}}), or in Keras's form ({@code {class_name: L2, config: {l2: 0.01}}}). The root type of
 * a family holds it in a public constant {@code FAMILY}.
 *
 * @param <T> the root type
 */
public final class Family<T> {
  private static final Set<String> KERAS_FORM =
      Set.of(
          "module", "class_name", "config", "registered_name", "shared_object_id", "build_config");

  /** What Keras writes besides arguments; whether a layer inside another is frozen is its own. */
  private static final Set<String> KERAS_EXTRAS =
      Set.of(
          "seed", "name", "dtype", "trainable", "input_axes", "output_axes", "quantization_config");

  private final String noun;
  private final Map<String, Class<? extends T>> byName = new LinkedHashMap<>();
  private final List<Class<? extends T>> members;
  private final Map<String, String> refused;

  /**
   * Creates a family.
   *
   * @param noun what a member is called in messages, such as {@code initializer}
   * @param members the records
   */
  public Family(String noun, List<Class<? extends T>> members) {
    this(noun, members, Map.of());
  }

  /**
   * Creates a family that knows of members which it cannot have.
   *
   * @param noun what a member is called in messages, such as {@code initializer}
   * @param members the records
   * @param refused the names of what cannot be had, each with the reason and the way out
   */
  public Family(String noun, List<Class<? extends T>> members, Map<String, String> refused) {
    this.noun = noun;
    this.members = List.copyOf(members);
    this.refused = Map.copyOf(refused);
    for (Class<? extends T> member : members) {
      byName.put(name(member), member);
      byName.put(Component.snakeCase(name(member)), member);
      Alias alias = member.getAnnotation(Alias.class);
      if (alias != null) {
        Arrays.stream(alias.value()).forEach(name -> byName.put(name, member));
      }
    }
  }

  /** Returns the names of the members, as classes. */
  public List<String> names() {
    return members.stream().<String>map(Family::name).toList();
  }

  /** Returns the name of a record in configurations. */
  public static String name(Class<?> member) {
    Key renamed = member.getAnnotation(Key.class);
    return renamed == null ? member.getSimpleName() : renamed.value();
  }

  /** Returns the name of a record in snake case, such as {@code mean_squared_error}. */
  public static String label(Class<?> member) {
    return Component.snakeCase(name(member));
  }

  /** Returns the member class of a name, in any of its forms. */
  public Optional<Class<? extends T>> member(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Reads a member; null (and problems) if the node is not one. */
  public @Nullable T read(JsonNode node, String place, Problems problems) {
    Optional<Class<? extends T>> bare =
        members.stream().filter(m -> m.isAnnotationPresent(Bare.class)).findFirst();
    if (bare.isPresent() && Conversion.number(node) != null) {
      String argument = new Binder<>(bare.get()).keys().get(0);
      ObjectNode arguments = JsonNodeFactory.instance.objectNode().set(argument, node);
      return read(name(bare.get()), arguments, place, Set.of(), problems);
    }
    if (node.path("class_name").asText().equals("function") && node.path("config").isTextual()) {
      return read(node.get("config"), place, problems);
    }
    if (node.isTextual()) {
      return read(
          node.textValue(), JsonNodeFactory.instance.objectNode(), place, Set.of(), problems);
    }
    JsonNode name = node.path(node.has("class_name") ? "class_name" : "type");
    if (!node.isObject() || !name.isTextual()) {
      problems.add(place, "Found %s: expected the name of a %s, or {type: NAME, …}.", node, noun);
      return null;
    }
    boolean kerasForm = node.has("class_name");
    JsonNode config = kerasForm ? node.path("config") : node;
    return read(
        name.textValue(),
        config.isObject() ? config : JsonNodeFactory.instance.objectNode(),
        kerasForm ? place + "/config" : place,
        kerasForm ? KERAS_EXTRAS : Set.of("type"),
        problems);
  }

  /**
   * Reads a member by its name and its arguments.
   *
   * @param ignored names of arguments that are passed over
   */
  public @Nullable T read(
      String name, JsonNode arguments, String place, Set<String> ignored, Problems problems) {
    Class<? extends T> member = byName.get(name);
    if (member == null && refused.containsKey(name)) {
      problems.add(place, "The %s '%s' cannot be had: %s", noun, name, refused.get(name));
      return null;
    }
    if (member == null) {
      List<String> spellings = List.copyOf(byName.keySet());
      problems.add(
          place, "Unknown %s '%s'. %s", noun, name, Problems.suggestion(name, spellings, names()));
      return null;
    }
    return new Binder<>(member).read(arguments, place, ignored, problems);
  }

  /** Creates a member from arguments in Java. */
  public T create(Class<? extends T> member, Map<String, ?> arguments) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    arguments.forEach((name, value) -> node.set(name, Conversion.write(value)));
    Problems problems = new Problems();
    T created = new Binder<>(member).read(node, "", Set.of(), problems);
    problems.throwIfAny();
    if (created == null) {
      throw new IllegalStateException("No %s was created.".formatted(noun));
    }
    return created;
  }

  /** Returns a member with one argument changed. */
  public T with(T value, String argument, @Nullable Object changed) {
    ObjectNode arguments = arguments(value, true);
    arguments.set(argument, Conversion.write(changed));
    Problems problems = new Problems();
    @SuppressWarnings("unchecked")
    Class<? extends T> member = (Class<? extends T>) value.getClass();
    T created = new Binder<>(member).read(arguments, "", Set.of(), problems);
    problems.throwIfAny();
    if (created == null) {
      throw new IllegalStateException("No %s was created.".formatted(noun));
    }
    return created;
  }

  /** Returns the arguments of a member by name. */
  public ObjectNode arguments(Object value, boolean withDefaults) {
    return new Binder<>(value.getClass()).write((Record) value, withDefaults);
  }

  /** Writes a member in Keras's form, all arguments included. */
  public ObjectNode write(Object value) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("class_name", name(value.getClass()));
    node.set("config", arguments(value, true));
    return node;
  }

  /**
   * Writes a member as people do: its name alone if all arguments have their defaults, else {@code
   * {type: L2, l2: 0.1}}.
   */
  public JsonNode writeShort(Object value) {
    ObjectNode arguments = arguments(value, false);
    if (arguments.isEmpty() && !noun.equals("layer")) {
      return JsonNodeFactory.instance.textNode(label(value.getClass()));
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", name(value.getClass()));
    return node.setAll(arguments);
  }

  /** Returns whether the keys of an object are those of Keras's form. */
  public static boolean isKerasForm(JsonNode node) {
    boolean[] all = {node.isObject() && node.has("class_name")};
    node.fieldNames().forEachRemaining(name -> all[0] &= KERAS_FORM.contains(name));
    return all[0];
  }

  static boolean isRoot(Class<?> type) {
    return Arrays.stream(type.getFields())
        .anyMatch(f -> f.getDeclaringClass() == type && f.getName().equals("FAMILY"));
  }

  /** Returns the family of a root type. */
  static Family<?> of(Class<?> root) {
    try {
      return (Family<?>) root.getField("FAMILY").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(root + " has no public constant FAMILY.", e);
    }
  }

  /** Returns the family that a record belongs to. */
  static Optional<Family<?>> find(Class<?> member) {
    return Arrays.stream(member.getInterfaces())
        .map(i -> !Modifier.isPrivate(i.getModifiers()) && isRoot(i) ? Optional.of(of(i)) : find(i))
        .<Family<?>>flatMap(Optional::stream)
        .findFirst();
  }
}
