package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.BatchNormalization;
import dev.barycenter.graph.layer.Layer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a layer's Keras arguments into a {@link Layer}, whichever version wrote them.
 *
 * <p>Arguments that say where and how fast, but not what is computed, are passed over; those that a
 * newer Keras has are passed over while they are off, and refused when they are on.
 */
final class LayerArguments {

  /** Arguments without a meaning here, whatever their value. */
  private static final Set<String> PASSED_OVER =
      Set.of(
          "name",
          "trainable",
          "dtype",
          "batch_input_shape",
          "batch_shape",
          "input_dtype",
          "input_length",
          "implementation",
          "unroll",
          "use_cudnn",
          "autocast",
          "optional",
          "build_config",
          "shared_object_id",
          "seed_generator",
          "zero_output_for_mask");

  private static final Set<String> OF_EVERY_LAYER = Set.of("name", "trainable", "dtype");

  /** Arguments that a Keras 2 layer had under another name. */
  private static final Map<String, Map<String, String>> RENAMED =
      Map.of("LeakyReLU", Map.of("alpha", "negative_slope"));

  private final ConfigSource source;
  private final boolean keras2;

  LayerArguments(ConfigSource source, boolean keras2) {
    this.source = source;
    this.keras2 = keras2;
  }

  Layer layer(Entry operation) {
    String className = operation.className();
    Optional<Class<? extends Layer>> member = Layer.FAMILY.member(className);
    if (member.isEmpty()) {
      throw unknown(operation);
    }
    checkDtype(operation);
    boolean trainable = operation.config().path("trainable").asBoolean(true);
    operation.config().forEach(argument -> checkTrainable(operation, argument, trainable));
    JsonNode arguments = clean(member.get(), operation.config(), operation.place() + "/config");
    Problems problems = new Problems();
    Layer layer =
        Layer.FAMILY.read(
            className, arguments, operation.place() + "/config", Set.of("seed"), problems);
    if (layer == null || !problems.isEmpty()) {
      throw misfit(operation, problems);
    }
    return layer;
  }

  private KerasFileException unknown(Entry operation) {
    return source.refused(
        operation.place() + "/class_name",
        "layer '%s' of class '%s'".formatted(operation.name(), operation.className()),
        "a layer that is known here. "
            + Problems.suggestion(operation.className(), Layer.FAMILY.names()),
        "replace this layer before saving; it is not approximated");
  }

  /** A layer inside another is frozen with it here, and only with it. */
  private void checkTrainable(Entry operation, JsonNode argument, boolean trainable) {
    if (argument.isArray()) {
      argument.forEach(element -> checkTrainable(operation, element, trainable));
    }
    JsonNode config = argument.path("config");
    if (trainable && !config.path("trainable").asBoolean(true)) {
      throw source.refused(
          operation.place() + "/config",
          "'%s' with a frozen %s inside".formatted(operation.name(), argument.path("class_name")),
          "a layer that is frozen as a whole or not at all",
          "set trainable on '%s' itself, and save again".formatted(operation.name()));
    }
    config.forEach(inner -> checkTrainable(operation, inner, trainable));
  }

  private KerasFileException misfit(Entry operation, Problems problems) {
    StringBuilder found = new StringBuilder();
    problems
        .found()
        .forEach(
            p ->
                found.append(
                    "%s%s: %s".formatted(found.isEmpty() ? "" : "; ", p.place(), p.message())));
    return source.refused(
        operation.place(),
        "%s '%s' with arguments that do not fit: %s"
            .formatted(operation.className(), operation.name(), found),
        "the arguments of keras.layers." + operation.className(),
        "change them in the Python model and save again");
  }

  private void checkDtype(Entry operation) {
    JsonNode dtype = operation.config().path("dtype");
    String name =
        dtype.isObject() ? dtype.path("config").path("name").asText("") : dtype.asText("");
    boolean narrow = name.contains("float16") || name.equals("float64") || name.contains("float8");
    if (narrow || dtype.path("class_name").asText("").startsWith("Quantized")) {
      throw source.refused(
          operation.place() + "/config/dtype",
          "layer '%s' computing in %s".formatted(operation.name(), name),
          "float32",
          "set keras.config.set_dtype_policy('float32'), build the model again and load its weights");
    }
  }

  /** Returns the arguments without those that are passed over, in inner layers as well. */
  private JsonNode clean(Class<? extends Layer> member, JsonNode config, String place) {
    Set<String> keys = Set.copyOf(keys(member));
    Map<String, String> renamed = RENAMED.getOrDefault(member.getSimpleName(), Map.of());
    ObjectNode cleaned = JsonNodeFactory.instance.objectNode();
    config
        .properties()
        .forEach(
            e -> {
              String key = renamed.getOrDefault(e.getKey(), e.getKey());
              if (keys.contains(key) || !isHarmless(key, e.getValue())) {
                JsonNode given = unwrapped(member, key, e.getValue());
                cleaned.set(key, value(given, place + "/" + e.getKey()));
              }
            });
    return cleaned;
  }

  /** Keras 2 has a list of one axis where Keras 3 has the axis. */
  private static JsonNode unwrapped(Class<? extends Layer> member, String key, JsonNode value) {
    boolean axis = member == BatchNormalization.class && key.equals("axis");
    return axis && value.isArray() && value.size() == 1 ? value.get(0) : value;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the members of the family are records
  private static List<String> keys(Class<? extends Layer> member) {
    return new Binder(member).keys();
  }

  private JsonNode value(JsonNode value, String place) {
    if (keras2 && value.asText("").equals("hard_sigmoid")) {
      throw source.refused(
          place,
          "the hard_sigmoid of Keras 2, which is 0.2 x + 0.5 between 0 and 1",
          "the hard_sigmoid of Keras 3, which is relu6(x + 3) / 6",
          "train with sigmoid, or convert the model with Keras 3 and check what it computes");
    }
    if (value.isArray()) {
      ArrayNode elements = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < value.size(); i++) {
        elements.add(value(value.get(i), place + "/" + i));
      }
      return elements;
    }
    return value.path("config").isObject() ? object(value, place) : value;
  }

  /** Cleans the arguments of an inner layer, or of an initializer, a cell, and the like. */
  private JsonNode object(JsonNode value, String place) {
    Optional<Class<? extends Layer>> inner =
        Layer.FAMILY.member(value.path("class_name").asText(""));
    ObjectNode cleaned = JsonNodeFactory.instance.objectNode();
    cleaned.set("class_name", value.path("class_name"));
    if (inner.isPresent()) {
      cleaned.set("config", clean(inner.get(), value.path("config"), place + "/config"));
      return cleaned;
    }
    ObjectNode config = cleaned.putObject("config");
    value
        .path("config")
        .properties()
        .forEach(
            e -> {
              if (!OF_EVERY_LAYER.contains(e.getKey())) {
                config.set(e.getKey(), value(e.getValue(), place + "/config/" + e.getKey()));
              }
            });
    return cleaned;
  }

  /** An argument that the layer does not have is harmless while it is off. */
  private static boolean isHarmless(String key, JsonNode value) {
    return PASSED_OVER.contains(key)
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue());
  }
}
