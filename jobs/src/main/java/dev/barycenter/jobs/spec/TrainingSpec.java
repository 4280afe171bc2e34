package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.ObjectiveReader;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained.
 *
 * @param outputs what each output that has a loss is trained for and judged by
 * @param optimizer what takes the local steps
 * @param epochs the passes over the data
 * @param batchSize the examples of a minibatch of one replica
 * @param replicas the copies of the model; part of the result, whatever cores there are
 * @param seed of all randomness: starting weights, order of examples, dropout
 * @param averaging how replicas become one model
 * @param localSteps the local steps between two averagings
 * @param earlyStopping when to end before the last epoch; null for never
 * @param phases one after the other, at least one; what they do not say is as above
 */
public record TrainingSpec(
    Map<String, Objective> outputs,
    Optimizer optimizer,
    int epochs,
    int batchSize,
    int replicas,
    long seed,
    AveragingSpec averaging,
    LocalSteps localSteps,
    @Nullable EarlyStopping earlyStopping,
    List<PhaseSpec> phases) {

  private static final String DEVICE = "device";

  private record Training(
      @Default("null") @Nullable JsonNode loss,
      @Default("null") @Nullable JsonNode lossWeights,
      @Default("null") @Nullable JsonNode metrics,
      @Default("null") @Nullable JsonNode weightedMetrics,
      @Default("null") @Nullable JsonNode classWeight,
      @Default("Adam") Optimizer optimizer,
      @Default("1") int epochs,
      @Default("32") int batchSize,
      @Default("2") int replicas,
      @Default("0") long seed,
      @Default("{}") AveragingSpec averaging,
      @Default("null") @Nullable EarlyStoppingSpec earlyStopping,
      @Default("null") @Nullable JsonNode phases) {
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
    Training raw = new Binder<>(Training.class).read(section, place, Set.of(DEVICE), problems);
    if (section.has(DEVICE)) {
      problems.add(
          place + "/" + DEVICE,
          "'device' stands in a section of its own. Write compute: {device: %s} beside 'training'.",
          section.get(DEVICE).asText());
    }
    if (model == null) {
      return null;
    }
    int before = problems.found().size();
    Map<String, Objective> outputs = outputs(section, model, place, problems);
    boolean judged = problems.found().size() == before;
    if (raw == null) {
      return null;
    }
    LocalSteps localSteps =
        LocalStepsSpec.read(
            raw.averaging().localSteps(), place + "/averaging/local_steps", problems);
    EarlyStopping stopping = null;
    if (raw.earlyStopping() != null && judged) {
      Judge judge = new Judge(new NetworkPlan(model, outputs, raw.optimizer()));
      stopping = raw.earlyStopping().stopping(judge, place + "/early_stopping", problems);
    }
    if (localSteps == null) {
      return null;
    }
    PhaseSpec only = new PhaseSpec(PhaseSpec.ONLY, model, raw.optimizer(), raw.epochs(), stopping);
    List<PhaseSpec> phases =
        raw.phases() == null
            ? List.of(only)
            : new PhaseReader(model, outputs, problems).read(raw.phases(), only, place + "/phases");
    return new TrainingSpec(
        outputs,
        raw.optimizer(),
        raw.epochs(),
        raw.batchSize(),
        raw.replicas(),
        raw.seed(),
        raw.averaging(),
        localSteps,
        stopping,
        phases);
  }

  private static Map<String, Objective> outputs(
      JsonNode section, Model model, String place, Problems problems) {
    List<String> names = model.outputs().stream().map(Model.Output::name).toList();
    ObjectiveReader reader = new ObjectiveReader(names, section, place, problems);
    OutputCheck check = new OutputCheck(model, reader, problems);
    int before = problems.found().size();
    Map<String, Objective> read = reader.read();
    boolean readable = problems.found().size() == before;
    Map<String, Objective> trained = new LinkedHashMap<>();
    for (Map.Entry<String, Objective> entry : read.entrySet()) {
      if (entry.getValue().loss() != null) {
        trained.put(entry.getKey(), entry.getValue());
      }
      if (readable) {
        check.check(entry.getKey(), entry.getValue());
      }
    }
    return trained;
  }

  /** Returns the shape of the target of each output that is trained. */
  Map<String, Shape> targetShapes(Model model) {
    Map<String, Shape> targets = new LinkedHashMap<>();
    for (Model.Output output : model.outputs()) {
      Objective objective = outputs.get(output.name());
      if (objective != null && objective.loss() != null) {
        targets.put(output.name(), objective.loss().targetShape(model.shape(output.tensor())));
      }
    }
    return targets;
  }
}
