package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
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
      DataCheck.check(model.get(), training, data, problems);
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
    return training.targetShapes(model);
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
}
