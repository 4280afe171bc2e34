package dev.barycenter.jobs.spec;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.ObjectiveReader;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.SparseCategoricalCrossentropy;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.jobs.data.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds losses, metrics and weights of classes that cannot be right on their output. */
final class OutputCheck {
  private final Model model;
  private final ObjectiveReader reader;
  private final Problems problems;

  OutputCheck(Model model, ObjectiveReader reader, Problems problems) {
    this.model = model;
    this.reader = reader;
    this.problems = problems;
  }

  void check(String output, Objective objective) {
    Model.Ref tensor = tensor(model, output);
    Shape prediction = model.shape(tensor);
    Loss loss = objective.loss();
    if (loss == null) {
      withoutLoss(output, objective);
      return;
    }
    Shape target = loss.targetShape(prediction);
    add("loss", output, loss.check(prediction, target, lastActivation(model, tensor)).errors());
    metrics("metrics", output, objective.metrics(), prediction, target);
    metrics("weighted_metrics", output, objective.weightedMetrics(), prediction, target);
    if (!objective.classWeights().isEmpty()) {
      classes(output, objective.classWeights().lastKey(), prediction);
    }
  }

  /** Returns what is probably not meant, an entry for each finding. */
  static List<String> warnings(Model model, Map<String, Objective> outputs) {
    List<String> warnings = new ArrayList<>();
    outputs.forEach(
        (output, objective) -> {
          Model.Ref tensor = tensor(model, output);
          Shape prediction = model.shape(tensor);
          Loss loss = objective.loss();
          if (loss != null) {
            Shape target = loss.targetShape(prediction);
            loss.check(prediction, target, lastActivation(model, tensor)).warnings().stream()
                .map(warning -> "Output '%s': %s".formatted(output, warning))
                .forEach(warnings::add);
          }
        });
    return warnings;
  }

  /** Returns what the targets of outputs may hold whose loss takes classes by number. */
  static Map<String, Labels> labels(Model model, Map<String, Objective> outputs) {
    Map<String, Labels> labels = new LinkedHashMap<>();
    outputs.forEach(
        (output, objective) -> {
          if (objective.loss() instanceof SparseCategoricalCrossentropy sparse) {
            int classes = model.shape(tensor(model, output)).last();
            labels.put(output, new Labels(classes, sparse.ignoreClass()));
          }
        });
    return labels;
  }

  private static Model.Ref tensor(Model model, String output) {
    return model.outputs().stream()
        .filter(o -> o.name().equals(output))
        .map(Model.Output::tensor)
        .findFirst()
        .orElseThrow();
  }

  private void withoutLoss(String output, Objective objective) {
    boolean judged = !objective.metrics().isEmpty() || !objective.weightedMetrics().isEmpty();
    if (judged || !objective.classWeights().isEmpty()) {
      add(
          "loss",
          output,
          List.of(
              "Output '%s' has metrics or class weights, but no loss. Give it one; with loss_weights: {%s: 0} it is judged and not trained for."
                  .formatted(output, output)));
    }
  }

  private void metrics(
      String key, String output, List<Metric> metrics, Shape prediction, Shape target) {
    metrics.forEach(
        metric -> add(key, output, metric.on(prediction, target).check(prediction, target)));
  }

  private void classes(String output, int greatest, Shape prediction) {
    if (prediction.rank() > 1) {
      add(
          "class_weight",
          output,
          List.of(
              "Classes weigh whole examples, but the output has shape %s. Give each row a weight under data.weights instead."
                  .formatted(prediction)));
    } else if (greatest >= Math.max(2, prediction.last())) {
      add(
          "class_weight",
          output,
          List.of(
              "There is no class %d: the output has shape %s. Classes count from 0."
                  .formatted(greatest, prediction)));
    }
  }

  private void add(String key, String output, List<String> errors) {
    errors.forEach(error -> problems.add(reader.at(key, output), "%s", error));
  }

  private static @Nullable Activation lastActivation(Model model, Model.Ref tensor) {
    return model.calls().stream()
        .filter(call -> call.name().equals(tensor.source()))
        .map(call -> model.layer(call.layer()).layer())
        .map(OutputCheck::activation)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Activation activation(Layer layer) {
    String name = Layer.FAMILY.arguments(layer, true).path("activation").asText("");
    for (Activation activation : Activation.values()) {
      if (activation.name().equalsIgnoreCase(name)) {
        return activation;
      }
    }
    return null;
  }
}
