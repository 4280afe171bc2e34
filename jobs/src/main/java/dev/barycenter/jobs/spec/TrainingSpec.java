package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.network.OutputTraining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained.
 *
 * @param outputs the loss, its weight and the metrics of each output that is trained
 * @param optimizer what takes the local steps
 * @param epochs the passes over the data
 * @param batchSize the examples of a minibatch of one replica
 * @param replicas the copies of the model; part of the result, whatever cores there are
 * @param seed of all randomness: starting weights, order of examples, dropout
 * @param averaging how replicas become one model
 * @param localSteps the local steps between two averagings
 * @param earlyStopping when to end before the last epoch; null for never
 */
public record TrainingSpec(
    Map<String, OutputTraining> outputs,
    Optimizer optimizer,
    int epochs,
    int batchSize,
    int replicas,
    long seed,
    AveragingSpec averaging,
    LocalSteps localSteps,
    @Nullable EarlyStopping earlyStopping) {

  private record Training(
      JsonNode loss,
      @Default("{}") JsonNode metrics,
      @Default("Adam") Optimizer optimizer,
      @Default("1") int epochs,
      @Default("32") int batchSize,
      @Default("2") int replicas,
      @Default("0") long seed,
      @Default("{}") AveragingSpec averaging,
      @Default("null") @Nullable EarlyStoppingSpec earlyStopping) {
    @SuppressWarnings("UnusedMethod") // the binder calls it
    Training {
      least("epochs", epochs);
      least("batch_size", batchSize);
      least("replicas", replicas);
    }

    private static void least(String key, int number) {
      if (number < 1) {
        throw new IllegalArgumentException(
            "'%s' is %d: expected at least 1.".formatted(key, number));
      }
    }
  }

  /**
   * Reads the section {@code training}; null (and problems) if it is not right for the model.
   *
   * @param model null if it cannot be read; then only what does not depend on it is checked
   */
  static @Nullable TrainingSpec read(
      JsonNode section, @Nullable Model model, String place, Problems problems) {
    Training raw = new Binder<>(Training.class).read(section, place, Set.of(), problems);
    if (raw == null || model == null) {
      return null;
    }
    Map<String, OutputTraining> outputs = outputs(raw, model, place, problems);
    LocalSteps localSteps = raw.averaging().steps(place + "/averaging", problems);
    if (localSteps == null) {
      return null;
    }
    return new TrainingSpec(
        outputs,
        raw.optimizer(),
        raw.epochs(),
        raw.batchSize(),
        raw.replicas(),
        raw.seed(),
        raw.averaging(),
        localSteps,
        raw.earlyStopping() == null ? null : raw.earlyStopping().stopping());
  }

  private static Map<String, OutputTraining> outputs(
      Training raw, Model model, String place, Problems problems) {
    List<String> names = model.outputs().stream().map(Model.Output::name).toList();
    Map<String, JsonNode> losses = byOutput(raw.loss(), names, place + "/loss", problems);
    Map<String, JsonNode> metrics = byOutput(raw.metrics(), names, place + "/metrics", problems);
    Map<String, OutputTraining> outputs = new LinkedHashMap<>();
    for (String name : names) {
      JsonNode node = losses.get(name);
      if (node == null) {
        if (isByName(raw.loss())) {
          problems.add(
              place + "/loss",
              "Output '%s' has no loss. Write %s: mean_squared_error, or another loss; give it weight: 0 if it is not to be trained.",
              name,
              name);
        }
        continue;
      }
      String at = raw.loss().has(name) ? place + "/loss/" + name : place + "/loss";
      double weight = node.isObject() ? node.path("weight").asDouble(1) : 1;
      JsonNode plain = node.isObject() ? ((ObjectNode) node.deepCopy()).without("weight") : node;
      Loss loss = Loss.FAMILY.read(plain, at, problems);
      if (loss != null) {
        List<Metric> judged = metrics(metrics.get(name), place + "/metrics/" + name, problems);
        outputs.put(name, new OutputTraining(loss, weight, judged));
        OutputCheck.check(model, name, loss, at, problems);
      }
    }
    return outputs;
  }

  private static boolean isByName(JsonNode node) {
    return node.isObject() && !node.has("type") && !node.has("class_name");
  }

  /** Returns what is written for each output: one entry for the only output, or a map by name. */
  private static Map<String, JsonNode> byOutput(
      JsonNode node, List<String> names, String place, Problems problems) {
    boolean single = !isByName(node);
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    if (single && names.size() > 1) {
      problems.add(
          place, "Found one for %d outputs: expected one for each of %s.", names.size(), names);
    } else if (single) {
      entries.put(names.get(0), node);
    } else {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (names.contains(entry.getKey())) {
          entries.put(entry.getKey(), entry.getValue());
        } else {
          problems.add(
              place + "/" + entry.getKey(),
              "'%s' is not an output of the model. %s",
              entry.getKey(),
              Problems.suggestion(entry.getKey(), names));
        }
      }
    }
    return entries;
  }

  private static List<Metric> metrics(@Nullable JsonNode node, String place, Problems problems) {
    List<Metric> metrics = new ArrayList<>();
    if (node == null) {
      return metrics;
    }
    List<JsonNode> entries = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(entries::add);
    } else {
      entries.add(node);
    }
    for (JsonNode entry : entries) {
      Metric metric = Metric.FAMILY.read(entry, place, problems);
      if (metric != null) {
        metrics.add(metric);
      }
    }
    return metrics;
  }
}
