package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Brings compile settings of any Keras to the form that every Keras 3 reads, on any backend.
 *
 * <p>Keras 3 names the module of a class as its backend has it ({@code
 * keras.src.backend.torch.optimizers}), which no other backend can import; Keras 2 names none, and
 * has arguments that are gone. Bringing settings to this form twice changes nothing.
 */
final class CompileForm {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> SETTINGS =
      List.of(
          "optimizer",
          "loss",
          "loss_weights",
          "metrics",
          "weighted_metrics",
          "run_eagerly",
          "steps_per_execution",
          "jit_compile");

  /** Arguments of Keras 2's optimizers that Keras 3 does not know; off in every file seen. */
  private static final Set<String> GONE = Set.of("decay", "is_legacy_optimizer", "jit_compile");

  private CompileForm() {}

  static ObjectNode of(JsonNode settings) {
    ObjectNode form = JSON.objectNode();
    for (String key : SETTINGS) {
      JsonNode value = settings.path(key);
      switch (key) {
        case "optimizer" -> set(form, key, optimizer(value));
        case "loss" -> set(form, key, objects(value, "keras.losses"));
        case "metrics", "weighted_metrics" -> set(form, key, objects(value, "keras.metrics"));
        default -> set(form, key, value);
      }
    }
    return form;
  }

  private static void set(ObjectNode form, String key, JsonNode value) {
    if (!value.isMissingNode()) {
      form.set(key, value);
    }
  }

  private static JsonNode optimizer(JsonNode optimizer) {
    if (!optimizer.path("config").isObject()) {
      return optimizer;
    }
    ObjectNode config = JSON.objectNode();
    optimizer
        .path("config")
        .properties()
        .forEach(
            e -> {
              boolean schedule = e.getKey().equals("learning_rate") && e.getValue().isObject();
              if (schedule) {
                config.set(e.getKey(), object(e.getValue(), "keras.optimizers.schedules"));
              } else if (!GONE.contains(e.getKey()) || isOn(e.getValue())) {
                config.set(e.getKey(), e.getValue());
              }
            });
    return entry("keras.optimizers", className(optimizer), config);
  }

  private static boolean isOn(JsonNode value) {
    return !value.isBoolean() && value.asDouble() != 0;
  }

  /** Brings every object in lists and dictionaries to the form. */
  private static JsonNode objects(JsonNode node, String module) {
    if (node.isArray()) {
      ArrayNode list = JSON.arrayNode();
      node.forEach(element -> list.add(objects(element, module)));
      return list;
    }
    if (node.path("class_name").isTextual()) {
      return object(node, module);
    }
    if (node.isObject()) {
      ObjectNode named = JSON.objectNode();
      node.properties().forEach(e -> named.set(e.getKey(), objects(e.getValue(), module)));
      return named;
    }
    return node;
  }

  /** Keras 2 writes the metric {@code accuracy} as a wrapper around the function it stands for. */
  private static JsonNode object(JsonNode node, String module) {
    JsonNode function = node.path("config").path("fn");
    if (className(node).equals("MeanMetricWrapper") && function.isTextual()) {
      return function;
    }
    if (!node.path("config").isObject()) {
      return node;
    }
    ObjectNode config = node.path("config").deepCopy();
    if (config.path("reduction").asText().equals("auto")) {
      config.put("reduction", "sum_over_batch_size");
    }
    return entry(module, className(node), config);
  }

  private static ObjectNode entry(String module, String className, ObjectNode config) {
    ObjectNode entry = JSON.objectNode();
    entry.put("module", module);
    entry.put("class_name", className);
    entry.set("config", config);
    entry.putNull("registered_name");
    return entry;
  }

  private static String className(JsonNode node) {
    String name = node.path("class_name").asText();
    return name.substring(name.indexOf('>') + 1);
  }
}
