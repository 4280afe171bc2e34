package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.FeatureSpec;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A spec file that can be trained.
 *
 * @param name the name of the run unless the command gives another
 * @param model the model
 * @param training how it is trained
 * @param data on which rows
 * @param compute how an executor computes
 * @param run how the run is carried out
 * @param retrain how it is trained again on new rows; null if it does not say
 * @param text the file; with all layers and phases where it names a backbone or a recipe
 */
public record RunSpec(
    String name,
    Model model,
    TrainingSpec training,
    DataSpec data,
    ComputeSpec compute,
    RunSettings run,
    @Nullable RetrainSpec retrain,
    String text) {
  private static final String TRAINING = "training";
  private static final String PHASES = "phases";
  private static final String DATA = "data";
  private static final String COMPUTE = "compute";
  private static final String RUN = "run";
  private static final String RETRAIN = "retrain";

  /**
   * Reads a spec of layers of its own and checks that its sections fit together.
   *
   * @param source what to call the file in messages
   * @throws dev.barycenter.graph.spec.SpecException with everything that is wrong
   */
  public static RunSpec read(String source, String text) {
    return read(SpecFile.parse(source, text), text, Set.of(), null);
  }

  /**
   * Reads a spec that may stand on a backbone and checks that its sections fit together.
   *
   * @param source what to call the file in messages
   * @param backbones finds the backbone, and keeps its weights
   * @param recipe makes the phases of a fine-tuning that lists none; null for a training
   * @throws dev.barycenter.graph.spec.SpecException with everything that is wrong
   */
  public static RunSpec read(
      String source, String text, BackboneReader backbones, @Nullable FinetuneRecipe recipe) {
    SpecFile file = SpecFile.parse(source, text, backbones);
    Set<String> layers = backbones.layers();
    if (recipe != null && layers.isEmpty() && file.modelIfRead().isPresent()) {
      file.problems()
          .add(
              "/model",
              "There is nothing to fine-tune: the model stands on no backbone. Write model:"
                  + " {backbone: {from: ResNet50, weights: FILE}, layers: […]}, or train it.");
    }
    return read(file, text, layers, recipe);
  }

  private static RunSpec read(
      SpecFile file, String text, Set<String> backbone, @Nullable FinetuneRecipe recipe) {
    file.expectSections(TRAINING, DATA, COMPUTE, RUN, RETRAIN);
    Problems problems = file.problems();
    Optional<Model> model = file.modelIfRead();
    JsonNode section = section(file, TRAINING);
    TrainingSpec training = TrainingSpec.read(section, model.orElse(null), "/training", problems);
    if (training != null && model.isPresent() && recipe != null && !section.has(PHASES)) {
      ObjectNode phased = section.deepCopy();
      phased.set(PHASES, recipe.phases(model.get(), backbone, training));
      section = phased;
      training = TrainingSpec.read(section, model.get(), "/training", problems);
    }
    DataSpec data = DataSpec.read(section(file, DATA), "/data", problems);
    if (model.isPresent() && data != null && training != null) {
      checkData(model.get(), training, data, problems);
    }
    ComputeSpec compute = ComputeSpec.read(optional(file, COMPUTE), "/compute", problems);
    RunSettings run = RunSettings.read(optional(file, RUN), "/run", problems);
    RetrainSpec retrain = retrain(file, model.orElse(null), training, data);
    Model readable = file.model();
    file.throwIfAny();
    if (training == null || data == null || compute == null || run == null) {
      throw new IllegalStateException("A section that cannot be read leaves a problem.");
    }
    String name = file.name().orElse(readable.name());
    return new RunSpec(
        name,
        readable,
        training,
        data,
        compute,
        run,
        retrain,
        backbone.isEmpty() ? text : written(name, readable, section, file));
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
    return SpecFile.parse(source, text).without("name", RUN, RETRAIN);
  }

  /** Returns a whole spec that needs no file beside it. */
  private static String written(String name, Model model, JsonNode training, SpecFile file) {
    ObjectNode tree = SpecWriter.tree(model);
    tree.put("name", name);
    tree.set(TRAINING, training);
    file.section(DATA).ifPresent(data -> tree.set(DATA, data));
    file.section(COMPUTE).ifPresent(compute -> tree.set(COMPUTE, compute));
    file.section(RUN).ifPresent(run -> tree.set(RUN, run));
    file.section(RETRAIN).ifPresent(retrain -> tree.set(RETRAIN, retrain));
    return SpecWriter.yaml(tree);
  }

  private static @Nullable RetrainSpec retrain(
      SpecFile file,
      @Nullable Model model,
      @Nullable TrainingSpec training,
      @Nullable DataSpec data) {
    if (file.section(RETRAIN).isEmpty()) {
      return null;
    }
    Judge judge =
        model == null || training == null
            ? null
            : new Judge(new NetworkPlan(model, training.outputs(), training.optimizer()));
    return RetrainSpec.read(
        file.section(RETRAIN).get(), judge, data, "/" + RETRAIN, file.problems());
  }

  /**
   * Returns the spec by which a trained model is trained again: with one phase where {@code
   * retrain} has epochs or a learning rate of its own.
   */
  public RunSpec retraining() {
    ArrayNode phases = retrain == null ? null : retrain.phases();
    if (phases == null) {
      return this;
    }
    ObjectNode tree = SpecFile.parse(name, text).tree();
    tree.withObject("/" + TRAINING).set(PHASES, phases);
    return read(name, SpecWriter.yaml(tree));
  }

  /** Returns what an executor needs to build the network of the whole model. */
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

  /** Returns how the rows of the data become examples with targets. */
  public Packing packing() {
    return Layouts.packing(
        model, targetShapes(), OutputCheck.labels(model, training.outputs()), data);
  }

  private static JsonNode optional(SpecFile file, String key) {
    return file.section(key).orElse(JsonNodeFactory.instance.objectNode());
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
    training.phases().stream()
        .map(PhaseSpec::earlyStopping)
        .distinct()
        .forEach(stopping -> checkMonitor(stopping, data, problems));
  }

  private static void checkMonitor(
      @Nullable EarlyStopping stopping, DataSpec data, Problems problems) {
    if (stopping != null
        && stopping.metric().startsWith(EarlyStopping.VALIDATION)
        && !data.validation().exists()) {
      problems.add(
          "/training/early_stopping",
          "Early stopping watches '%s', but there are no validation rows. Write validation: 0.1"
              + " under data, or monitor: %s.",
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
          "The %s '%s' has shape %s and takes %d numbers, but is given %d columns. Name as many"
              + " columns, or change the shape in the model.",
          noun,
          name,
          shape,
          shape.size(),
          columns);
    }
  }
}
