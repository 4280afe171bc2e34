package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.FeatureSpec;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.worker.network.NetworkPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A spec file that can be trained.
 *
 * @param name the name of the run unless the command gives another
 * @param model the model
 * @param training how it is trained
 * @param data on which rows
 * @param run how the run is carried out
 */
public record RunSpec(
    String name, Model model, TrainingSpec training, DataSpec data, RunSettings run) {

  /**
   * Reads a spec and checks that its sections fit together.
   *
   * @param source what to call the file in messages
   * @throws dev.barycenter.graph.spec.SpecException with everything that is wrong
   */
  public static RunSpec read(String source, String text) {
    SpecFile file = SpecFile.parse(source, text);
    file.expectSections("training", "data", "run");
    Problems problems = file.problems();
    Optional<Model> model = file.modelIfRead();
    TrainingSpec training =
        TrainingSpec.read(section(file, "training"), model.orElse(null), "/training", problems);
    DataSpec data = DataSpec.read(section(file, "data"), "/data", problems);
    if (model.isPresent() && data != null && training != null) {
      checkData(model.get(), training, data, problems);
    }
    RunSettings run =
        RunSettings.read(
            file.section("run").orElse(JsonNodeFactory.instance.objectNode()), "/run", problems);
    Model readable = file.model();
    file.throwIfAny();
    if (training == null || data == null || run == null) {
      throw new IllegalStateException("A section that cannot be read leaves a problem.");
    }
    return new RunSpec(file.name().orElse(readable.name()), readable, training, data, run);
  }

  /** Returns what is probably not meant, such as a loss for probabilities on an output of none. */
  public List<String> warnings() {
    return OutputCheck.warnings(model, training.outputs());
  }

  /**
   * Returns what the result of a spec depends on, as text.
   *
   * @param source what to call the file in messages
   */
  public static String result(String source, String text) {
    return SpecFile.parse(source, text).without("name", "run");
  }

  /** Returns what an executor needs to build the network. */
  public NetworkPlan plan() {
    return new NetworkPlan(model, training.outputs(), training.optimizer());
  }

  /** Returns the shape of the target of each output that is trained. */
  public Map<String, Shape> targetShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    training
        .outputs()
        .keySet()
        .forEach(name -> shapes.put(name, targetShape(model, name, training)));
    return shapes;
  }

  private static JsonNode section(SpecFile file, String key) {
    Optional<JsonNode> section = file.section(key);
    if (section.isEmpty()) {
      file.problems().add("", "The file has no '%s'. Add that section; README.md shows one.", key);
      return JsonNodeFactory.instance.objectNode();
    }
    return section.get();
  }

  private static void checkData(
      Model model, TrainingSpec training, DataSpec data, Problems problems) {
    Preprocessing.check(data.preprocess(), "/data/preprocess", problems);
    checkWeights(training, data, problems);
    checkMonitor(training, data, problems);
    Map<String, Shape> inputs = new LinkedHashMap<>();
    model.inputs().forEach(input -> inputs.put(input.name(), input.shape()));
    match("input", inputs, data.inputs(), "/data/inputs", problems);
    Map<String, Shape> targets = new LinkedHashMap<>();
    training
        .outputs()
        .forEach((name, output) -> targets.put(name, targetShape(model, name, training)));
    Map<String, FeatureSpec> given = new LinkedHashMap<>(data.targets());
    // An output without a loss was reported where the losses are.
    model.outputs().stream()
        .map(Model.Output::name)
        .filter(name -> !targets.containsKey(name))
        .forEach(given::remove);
    match("target", targets, given, "/data/targets", problems);
  }

  private static void checkWeights(TrainingSpec training, DataSpec data, Problems problems) {
    List<String> names = List.copyOf(training.outputs().keySet());
    data.weights().keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(
            name ->
                problems.add(
                    "/data/weights/" + name,
                    "'%s' is not an output with a loss. %s",
                    name,
                    Problems.suggestion(name, names)));
  }

  private static void checkMonitor(TrainingSpec training, DataSpec data, Problems problems) {
    EarlyStopping stopping = training.earlyStopping();
    if (stopping != null
        && stopping.metric().startsWith(EarlyStopping.VALIDATION)
        && !data.validation().exists()) {
      problems.add(
          "/training/early_stopping",
          "Early stopping watches '%s', but there are no validation rows. Write validation: 0.1 under data, or monitor: %s.",
          stopping.metric(),
          stopping.metric().substring(EarlyStopping.VALIDATION.length()));
    }
  }

  private static Shape targetShape(Model model, String output, TrainingSpec training) {
    Shape prediction =
        model.outputs().stream()
            .filter(o -> o.name().equals(output))
            .map(o -> model.shape(o.tensor()))
            .findFirst()
            .orElseThrow();
    var trained = training.outputs().get(output);
    return trained == null || trained.loss() == null
        ? prediction
        : trained.loss().targetShape(prediction);
  }

  private static void match(
      String noun,
      Map<String, Shape> wanted,
      Map<String, FeatureSpec> given,
      String place,
      Problems problems) {
    List<String> names = new ArrayList<>(wanted.keySet());
    given.forEach(
        (name, feature) -> {
          Shape shape = wanted.get(name);
          if (shape == null) {
            problems.add(
                place + "/" + name,
                "'%s' is not %s of the model. %s",
                name,
                noun.equals("input") ? "an input" : "an output with a loss",
                Problems.suggestion(name, names));
          } else {
            size(name, noun, shape, feature, place, problems);
          }
        });
    wanted.forEach(
        (name, shape) -> {
          if (!given.containsKey(name)) {
            problems.add(
                place,
                "The %s '%s' of shape %s has no columns. Write %s: COLUMN, or a list of columns.",
                noun,
                name,
                shape,
                name);
          }
        });
  }

  private static void size(
      String name, String noun, Shape shape, FeatureSpec feature, String place, Problems problems) {
    int columns = feature.oneHot() == null ? feature.columns().size() : feature.oneHot();
    // A single column may hold a vector of any length: the rows will tell.
    if (shape.isKnown() && columns > 1 && columns != shape.size()) {
      problems.add(
          place + "/" + name,
          "The %s '%s' has shape %s and takes %d numbers, but is given %d columns. Name as many columns, or change the shape in the model.",
          noun,
          name,
          shape,
          shape.size(),
          columns);
    }
  }
}
