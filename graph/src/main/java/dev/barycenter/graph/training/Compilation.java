package dev.barycenter.graph.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.graph.training.optimizer.Optimizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What {@code compile} takes in Keras: what each output is trained for and judged by, and the
 * optimizer. It is read from the section {@code training} of a spec or from the compile config of a
 * Keras file, and written as either.
 *
 * @param outputs by the names of outputs, in their order
 * @param optimizer what takes the steps
 */
public record Compilation(Map<String, Objective> outputs, Optimizer optimizer) {

  /** Copies the map. */
  public Compilation {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /**
   * Reads settings; nothing (and problems) if they cannot be had here.
   *
   * @param names the names of the model's outputs, in their order
   * @param settings with {@code loss}, {@code optimizer} and so on; other keys are passed over
   * @param place where the settings stand
   */
  public static Optional<Compilation> read(
      List<String> names, JsonNode settings, String place, Problems problems) {
    int before = problems.found().size();
    Map<String, Objective> outputs = new ObjectiveReader(names, settings, place, problems).read();
    JsonNode given = settings.path("optimizer");
    Optimizer optimizer =
        Optimizer.FAMILY.read(
            given.isMissingNode() ? TextNode.valueOf("Adam") : given,
            place + "/optimizer",
            problems);
    return optimizer == null || problems.found().size() > before
        ? Optional.empty()
        : Optional.of(new Compilation(outputs, optimizer));
  }

  /** Writes the settings as keys of the section {@code training}, each output by its name. */
  public ObjectNode section() {
    ObjectNode section = JsonNodeFactory.instance.objectNode();
    settings(section, Compilation::named, Family::writeShort);
    section.set("optimizer", Optimizer.FAMILY.writeShort(optimizer));
    Map<String, ObjectNode> classes = new LinkedHashMap<>();
    outputs.forEach(
        (name, objective) -> {
          ObjectNode weights = JsonNodeFactory.instance.objectNode();
          objective.classWeights().forEach((label, w) -> weights.put(label.toString(), w));
          if (!weights.isEmpty()) {
            classes.put(name, weights);
          }
        });
    if (!classes.isEmpty()) {
      section.set("class_weight", named(classes));
    }
    return section;
  }

  /**
   * Writes the settings in the form of Keras's compile config. Weights of classes are not among
   * them: they are arguments of {@code fit}.
   */
  public ObjectNode kerasForm() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("optimizer", Optimizer.FAMILY.write(optimizer));
    boolean single = outputs.size() == 1;
    settings(config, byName -> single ? only(byName) : named(byName), Compilation::keras);
    return config;
  }

  /** In Keras the text {@code accuracy} stands for what fits the output; its class does not. */
  private static JsonNode keras(Family<?> family, Object member) {
    JsonNode brief = family.writeShort(member);
    return brief.isTextual() ? brief : family.write(member);
  }

  private void settings(
      ObjectNode into,
      Function<Map<String, ? extends JsonNode>, JsonNode> shape,
      BiFunction<Family<?>, Object, JsonNode> member) {
    Map<String, JsonNode> losses = new LinkedHashMap<>();
    Map<String, JsonNode> weights = new LinkedHashMap<>();
    Map<String, JsonNode> metrics = new LinkedHashMap<>();
    Map<String, JsonNode> weighted = new LinkedHashMap<>();
    outputs.forEach(
        (name, objective) -> {
          Loss loss = objective.loss();
          losses.put(name, loss == null ? NullNode.instance : member.apply(Loss.FAMILY, loss));
          weights.put(name, JsonNodeFactory.instance.numberNode(objective.weight()));
          list(objective.metrics(), member).ifPresent(node -> metrics.put(name, node));
          list(objective.weightedMetrics(), member).ifPresent(node -> weighted.put(name, node));
        });
    into.set("loss", shape.apply(losses));
    if (outputs.values().stream().anyMatch(objective -> objective.weight() != 1)) {
      into.set("loss_weights", shape.apply(weights));
    }
    if (!metrics.isEmpty()) {
      into.set("metrics", shape.apply(metrics));
    }
    if (!weighted.isEmpty()) {
      into.set("weighted_metrics", shape.apply(weighted));
    }
  }

  private static Optional<JsonNode> list(
      List<Metric> metrics, BiFunction<Family<?>, Object, JsonNode> member) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    metrics.forEach(metric -> array.add(member.apply(Metric.FAMILY, metric)));
    return array.isEmpty() ? Optional.empty() : Optional.of(array);
  }

  private static JsonNode named(Map<String, ? extends JsonNode> byName) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    byName.forEach(node::set);
    return node;
  }

  private static JsonNode only(Map<String, ? extends JsonNode> byName) {
    return byName.values().iterator().next();
  }
}
