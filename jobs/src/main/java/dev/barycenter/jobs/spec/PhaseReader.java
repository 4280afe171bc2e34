package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.optimizer.LearningRateSchedule;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the list {@code phases} of a training. */
final class PhaseReader {
  private final Model model;
  private final Map<String, Objective> outputs;
  private final Problems problems;

  /**
   * A phase; what is left out is as the training says.
   *
   * @param name letters, digits, {@code -} and {@code _}
   * @param trainable the layers that are trained; those of the model if left out
   * @param learningRate in place of that of the optimizer
   */
  private record Phase(
      @Default("null") @Nullable String name,
      @Default("null") @Nullable JsonNode trainable,
      @Default("null") @Nullable Optimizer optimizer,
      @Default("null") @Nullable LearningRateSchedule learningRate,
      @Default("null") @Nullable Integer epochs,
      @Default("null") @Nullable EarlyStoppingSpec earlyStopping) {
    @SuppressWarnings("UnusedMethod") // the binder calls it
    Phase {
      if (epochs != null && epochs < 1) {
        throw new IllegalArgumentException(
            "'epochs' is %d: expected at least 1.".formatted(epochs));
      }
      if (name != null && !name.matches("[\\w-]+")) {
        throw new IllegalArgumentException(
            "'name' is '%s': expected letters, digits, '-' and '_', since a folder is called so."
                .formatted(name));
      }
    }
  }

  PhaseReader(Model model, Map<String, Objective> outputs, Problems problems) {
    this.model = model;
    this.outputs = outputs;
    this.problems = problems;
  }

  /**
   * Reads the phases; those that cannot be read are left out and leave problems.
   *
   * @param usual what holds where a phase says nothing
   */
  List<PhaseSpec> read(JsonNode node, PhaseSpec usual, String place) {
    if (!node.isArray() || node.isEmpty()) {
      problems.add(
          place,
          "Found %s: expected a list of phases, such as [{trainable: [label]}, {trainable: 5, learning_rate: 0.00001}].",
          node);
      return List.of();
    }
    List<PhaseSpec> phases = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      PhaseSpec phase = phase(node.get(i), i + 1, usual, place + "/" + i);
      if (phase != null) {
        phases.add(phase);
      }
    }
    return phases;
  }

  private @Nullable PhaseSpec phase(JsonNode node, int number, PhaseSpec usual, String place) {
    Phase raw = new Binder<>(Phase.class).read(node, place, Set.of(), problems);
    if (raw == null) {
      return null;
    }
    Model trained = trained(raw.trainable(), place + "/trainable");
    Optimizer optimizer = raw.optimizer() == null ? usual.optimizer() : raw.optimizer();
    if (raw.learningRate() != null) {
      optimizer = Optimizer.FAMILY.with(optimizer, "learning_rate", raw.learningRate());
    }
    EarlyStopping stopping = usual.earlyStopping();
    if (raw.earlyStopping() != null && trained != null) {
      Judge judge = new Judge(new NetworkPlan(trained, outputs, optimizer));
      stopping = raw.earlyStopping().stopping(judge, place + "/early_stopping", problems);
    }
    return trained == null
        ? null
        : new PhaseSpec(
            raw.name() == null ? "phase" + number : raw.name(),
            trained,
            optimizer,
            raw.epochs() == null ? usual.epochs() : raw.epochs(),
            stopping);
  }

  private @Nullable Model trained(@Nullable JsonNode trainable, String place) {
    if (trainable == null) {
      return model;
    }
    Set<String> layers = LayerSet.read(trainable, model, place, problems);
    if (layers == null) {
      return null;
    }
    Model trained = model.withTrainable(layers::contains);
    if (trained.trainableWeights().isEmpty()) {
      problems.add(
          place, "The layers %s have no weights that training moves. Name others.", layers);
      return null;
    }
    return trained;
  }
}
