package dev.barycenter.graph.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is said of outputs: losses, their weights, metrics and the weights of classes, in the
 * forms that {@code compile} and {@code fit} take in Keras: one for all outputs, a list in their
 * order, or one for each by name.
 */
public final class ObjectiveReader {
  private final List<String> outputs;
  private final JsonNode settings;
  private final String place;
  private final Problems problems;

  /**
   * Prepares reading.
   *
   * @param outputs the names of the model's outputs, in their order
   * @param settings an object with {@code loss}, {@code loss_weights}, {@code metrics}, {@code
   *     weighted_metrics} and {@code class_weight}, such as the section {@code training} of a spec
   *     or the compile config of a Keras file
   * @param place where the settings stand
   * @param problems takes what is wrong
   */
  public ObjectiveReader(List<String> outputs, JsonNode settings, String place, Problems problems) {
    this.outputs = List.copyOf(outputs);
    this.settings = settings;
    this.place = place;
    this.problems = problems;
  }

  /** Reads the objectives of all outputs. */
  public Map<String, Objective> read() {
    Map<String, JsonNode> losses = byOutput(settings.path("loss"), "loss");
    Map<String, JsonNode> weights = byOutput(settings.path("loss_weights"), "loss_weights");
    Map<String, JsonNode> metrics = byOutput(settings.path("metrics"), "metrics");
    Map<String, JsonNode> weighted =
        byOutput(settings.path("weighted_metrics"), "weighted_metrics");
    Map<String, JsonNode> classes = classWeights(settings.path("class_weight"));
    Map<String, Objective> objectives = new LinkedHashMap<>();
    for (String output : outputs) {
      try {
        objectives.put(
            output,
            new Objective(
                loss(output, losses.get(output)),
                weight(output, weights.get(output)),
                metrics(output, metrics.get(output), "metrics"),
                metrics(output, weighted.get(output), "weighted_metrics"),
                numbers(output, classes.get(output))));
      } catch (IllegalArgumentException e) {
        problems.add(place, "Output '%s': %s", output, String.valueOf(e.getMessage()));
      }
    }
    if (losses.values().stream().allMatch(JsonNode::isNull) && losses.size() == outputs.size()) {
      problems.add(place + "/loss", "No output has a loss. Give one, such as loss: mse.");
    }
    return objectives;
  }

  /** Returns where something is said of an output. */
  public String at(String key, String output) {
    JsonNode node = settings.path(key);
    String whole = place + "/" + key;
    if (node.isArray() && isList(node, key)) {
      return whole + "/" + outputs.indexOf(output);
    }
    return node.isObject() && node.has(output) ? whole + "/" + output : whole;
  }

  private boolean isList(JsonNode node, String key) {
    return node.isArray() && (outputs.size() > 1 || !key.endsWith("metrics"));
  }

  /** Returns what is said of each output. */
  private Map<String, JsonNode> byOutput(JsonNode node, String key) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    boolean list = isList(node, key);
    if (node.isMissingNode() || node.isNull()) {
      return found;
    } else if (list && node.size() == outputs.size()) {
      for (int i = 0; i < node.size(); i++) {
        found.put(outputs.get(i), node.get(i));
      }
    } else if (list) {
      problems.add(
          place + "/" + key,
          "Found a list of %d for the outputs %s. Give one for each, or write them by name.",
          node.size(),
          outputs);
    } else if (node.isObject() && !isMember(node)) {
      node.properties().forEach(field -> named(field.getKey(), field.getValue(), key, found));
    } else {
      outputs.forEach(output -> found.put(output, node));
    }
    return found;
  }

  private void named(String output, JsonNode node, String key, Map<String, JsonNode> found) {
    if (outputs.contains(output)) {
      found.put(output, node);
    } else {
      problems.add(
          place + "/" + key + "/" + output,
          "There is no output '%s'. %s",
          output,
          Problems.suggestion(output, outputs));
    }
  }

  private static boolean isMember(JsonNode node) {
    return node.path("type").isTextual() || node.path("class_name").isTextual();
  }

  private Map<String, JsonNode> classWeights(JsonNode node) {
    boolean byOutput =
        node.isObject()
            && !node.isEmpty()
            && node.properties().stream().allMatch(f -> f.getValue().isObject());
    JsonNode wrapped =
        byOutput || !node.isObject() || outputs.size() != 1
            ? node
            : JsonNodeFactory.instance.objectNode().set(outputs.get(0), node);
    return byOutput(wrapped, "class_weight");
  }

  private @Nullable Loss loss(String output, @Nullable JsonNode node) {
    if (node == null) {
      problems.add(
          place + "/loss",
          "Output '%s' has no loss. Give it one under 'loss', or null if it is not trained for.",
          output);
      return null;
    }
    return node.isNull() ? null : Loss.FAMILY.read(node, at("loss", output), problems);
  }

  private double weight(String output, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return 1;
    } else if (!node.isNumber()) {
      problems.add(at("loss_weights", output), "Found %s: expected a number.", node);
      return 1;
    }
    return node.doubleValue();
  }

  private List<Metric> metrics(String output, @Nullable JsonNode node, String key) {
    JsonNode given = node == null ? NullNode.instance : node;
    List<JsonNode> entries = new ArrayList<>();
    if (given.isArray()) {
      given.forEach(entry -> (entry.isArray() ? entry : List.of(entry)).forEach(entries::add));
    } else if (!given.isNull()) {
      entries.add(given);
    }
    List<Metric> metrics = new ArrayList<>();
    for (JsonNode entry : entries) {
      Metric metric = Metric.FAMILY.read(entry, at(key, output), problems);
      if (metric != null) {
        metrics.add(metric);
      }
    }
    return metrics;
  }

  private SortedMap<Integer, Double> numbers(String output, @Nullable JsonNode node) {
    SortedMap<Integer, Double> numbers = new TreeMap<>();
    String at = at("class_weight", output);
    if (node == null || node.isNull()) {
      return numbers;
    }
    if (!node.isObject()) {
      problems.add(at, "Found %s: expected a weight for each class, such as {0: 1, 1: 2.5}.", node);
      return numbers;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getKey().matches("\\d{1,9}")) {
        problems.add(
            at + "/" + field.getKey(),
            "Found the class '%s': expected its number, from 0 on.",
            field.getKey());
      } else if (!field.getValue().isNumber()) {
        problems.add(at + "/" + field.getKey(), "Found %s: expected a number.", field.getValue());
      } else {
        numbers.put(Integer.valueOf(field.getKey()), field.getValue().doubleValue());
      }
    }
    return numbers;
  }
}
