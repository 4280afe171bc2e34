package dev.barycenter.graph.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code training} of a spec file. */
public final class TrainingReader {
  /** The section as it is written; what is said of outputs is still to be read. */
  @Key("training")
  public record Section(
      @Default("null") @Nullable JsonNode loss,
      @Default("null") @Nullable JsonNode lossWeights,
      @Default("null") @Nullable JsonNode metrics,
      @Default("null") @Nullable JsonNode weightedMetrics,
      @Default("null") @Nullable JsonNode classWeight,
      @Default("adam") Optimizer optimizer,
      @Flat TrainingSpec.Pace pace,
      @Default("{}") AveragingSpec averaging,
      @Default("null") @Nullable EarlyStopping earlyStopping) {}

  private TrainingReader() {}

  /**
   * Reads a section; null (and problems) if it cannot be used.
   *
   * @param section the section's tree
   * @param place where it stands, such as {@code /training}
   * @param outputs the names of the model's outputs, in their order
   */
  public static @Nullable TrainingSpec read(
      JsonNode section, String place, List<String> outputs, Problems problems) {
    if (!section.isObject()) {
      problems.add(place, "Found %s: expected settings such as {loss: mse, epochs: 5}.", section);
      return null;
    }
    int before = problems.found().size();
    Section read = new Binder<>(Section.class).read(section, place, Set.of(), problems);
    Map<String, Objective> objectives =
        new ObjectiveReader(outputs, place, problems).read(section, section.get("class_weight"));
    if (read == null || problems.found().size() > before) {
      return null;
    }
    return new TrainingSpec(
        objectives, read.optimizer(), read.pace(), read.averaging(), read.earlyStopping());
  }
}
