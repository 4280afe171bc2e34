package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.optimizer.LearningRateSchedule;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.worker.network.Judge;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained again on new rows: the section {@code retrain}.
 *
 * @param watermark the column that grows with time; rows with more of it are new
 * @param replay the share of the older rows that is trained on again
 * @param gate what a new version must do better
 * @param phase the epochs and the learning rate of a retraining, as in the list of phases; null
 *     where it is trained as the first version is
 */
public record RetrainSpec(String watermark, double replay, Gate gate, @Nullable ObjectNode phase) {

  @Key("retrain")
  private record Section(
      String watermark,
      @Default("0.0") double replay,
      @Default("{}") Gate.Entry gate,
      @Default("null") @Nullable Integer epochs,
      @Default("null") @Nullable LearningRateSchedule learningRate) {
    @SuppressWarnings("UnusedMethod") // the binder calls it
    Section {
      if (!(replay >= 0 && replay <= 1)) {
        throw new IllegalArgumentException(
            "'replay' is %s: expected a share of the older rows, from 0 to 1.".formatted(replay));
      }
      if (epochs != null && epochs < 1) {
        throw new IllegalArgumentException(
            "'epochs' is %d: expected at least 1.".formatted(epochs));
      }
    }
  }

  private static final List<String> OF_PHASE = List.of("epochs", "learning_rate");

  /**
   * Reads the section; null (and problems) if it is not right.
   *
   * @param judge knows the numbers of the model; null if it cannot be read
   * @param data null if it cannot be read
   */
  static @Nullable RetrainSpec read(
      JsonNode node,
      @Nullable Judge judge,
      @Nullable DataSpec data,
      String place,
      Problems problems) {
    Section section = new Binder<>(Section.class).read(node, place, Set.of(), problems);
    if (data != null && !data.test().exists()) {
      problems.add(
          place,
          "Versions are compared on rows that training never sees, and there are none. Write test: 0.2 under data.");
    }
    if (section == null || judge == null) {
      return null;
    }
    Gate gate = section.gate().gate(judge, place + "/gate", problems);
    return gate == null
        ? null
        : new RetrainSpec(section.watermark(), section.replay(), gate, phase(section, node));
  }

  private static @Nullable ObjectNode phase(Section section, JsonNode node) {
    if (section.epochs() == null && section.learningRate() == null) {
      return null;
    }
    ObjectNode phase = JsonNodeFactory.instance.objectNode();
    OF_PHASE.stream().filter(node::hasNonNull).forEach(key -> phase.set(key, node.get(key)));
    return phase.put("name", "retraining");
  }

  /** Returns the phases of a retraining as a spec lists them; null for those of the training. */
  @Nullable ArrayNode phases() {
    return phase == null ? null : JsonNodeFactory.instance.arrayNode().add(phase);
  }
}
