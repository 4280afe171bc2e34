package dev.barycenter.jobs.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run.
 *
 * @param train the rows to train on
 * @param validation the rows to judge every epoch on; may be {@link Part#NONE}
 * @param test the rows to judge the finished model on; may be {@link Part#NONE}
 * @param preprocess stages that are fitted on the training rows and applied everywhere
 * @param inputs the columns of each input of the model
 * @param targets the columns of each output of the model that has a loss
 * @param weights the column with the weight of each row, by output
 * @param badRows what happens to rows with missing or unreadable values
 */
public record DataSpec(
    SourceSpec train,
    Part validation,
    Part test,
    List<StageSpec> preprocess,
    Map<String, FeatureSpec> inputs,
    Map<String, FeatureSpec> targets,
    Map<String, String> weights,
    BadRows badRows) {

  /** What happens to rows with missing or unreadable values. */
  public enum BadRows {
    /** The job ends with a message that shows the row. */
    FAIL,
    /** The row is left out, and counted. */
    SKIP
  }

  /**
   * Rows that training never sees.
   *
   * @param fraction the share of the training source that is set apart; 0 for none
   * @param where a condition in SQL on the columns of the training source, such as {@code year >=
   *     2020}, that its rows fulfil; null for none
   * @param source a source of its own; null for none
   */
  public record Part(double fraction, @Nullable String where, @Nullable SourceSpec source) {
    /** No rows. */
    public static final Part NONE = new Part(0, null, null);

    /** Returns whether there are rows. */
    public boolean exists() {
      return fraction > 0 || where != null || source != null;
    }
  }

  /** Returns the same data with the training rows at another path. */
  public DataSpec at(String path) {
    return new DataSpec(
        train.at(path), validation, test, preprocess, inputs, targets, weights, badRows);
  }

  /** Returns the same data without the rows to judge the finished model on. */
  public DataSpec withoutTest() {
    return new DataSpec(
        train, validation, Part.NONE, preprocess, inputs, targets, weights, badRows);
  }

  /** Returns all sources that rows come from. */
  public List<SourceSpec> sources() {
    return Stream.of(train, validation.source(), test.source()).filter(Objects::nonNull).toList();
  }

  private record Condition(String where) {}

  private record Data(
      SourceSpec train,
      @Default("null") @Nullable JsonNode validation,
      @Default("null") @Nullable JsonNode test,
      @Default("[]") List<StageSpec> preprocess,
      Map<String, JsonNode> inputs,
      @Default("{}") Map<String, JsonNode> targets,
      @Default("{}") Map<String, String> weights,
      @Default("fail") BadRows badRows) {}

  /** Reads the section {@code data} of a spec; null (and problems) if it is not right. */
  public static @Nullable DataSpec read(JsonNode section, String place, Problems problems) {
    Data raw = new Binder<>(Data.class).read(section, place, Set.of(), problems);
    if (raw == null) {
      return null;
    }
    Part validation = part(raw.validation(), place + "/validation", problems);
    Part test = part(raw.test(), place + "/test", problems);
    Map<String, FeatureSpec> inputs = features(raw.inputs(), place + "/inputs", problems);
    Map<String, FeatureSpec> targets = features(raw.targets(), place + "/targets", problems);
    if (validation.fraction() + test.fraction() >= 1) {
      problems.add(
          place,
          "'validation' and 'test' take %s of the rows: leave some for training.",
          validation.fraction() + test.fraction());
    }
    return new DataSpec(
        raw.train(),
        validation,
        test,
        raw.preprocess(),
        inputs,
        targets,
        raw.weights(),
        raw.badRows());
  }

  private static Part part(@Nullable JsonNode node, String place, Problems problems) {
    if (node == null) {
      return Part.NONE;
    }
    if (node.has("where")) {
      Condition condition = new Binder<>(Condition.class).read(node, place, Set.of(), problems);
      return condition == null ? Part.NONE : new Part(0, condition.where(), null);
    }
    if (node.isObject()) {
      return new Part(
          0, null, new Binder<>(SourceSpec.class).read(node, place, Set.of(), problems));
    }
    if (!node.isNumber() || node.doubleValue() <= 0 || node.doubleValue() >= 1) {
      problems.add(
          place,
          "Found %s: expected a fraction between 0 and 1, a condition {where: SQL}, or a source"
              + " {format, path}.",
          node);
      return Part.NONE;
    }
    return new Part(node.doubleValue(), null, null);
  }

  private static Map<String, FeatureSpec> features(
      Map<String, JsonNode> nodes, String place, Problems problems) {
    Map<String, FeatureSpec> features = new LinkedHashMap<>();
    nodes.forEach(
        (name, node) -> {
          FeatureSpec feature = FeatureSpec.read(node, place + "/" + name, problems);
          if (feature != null) {
            features.put(name, feature);
          }
        });
    return features;
  }
}
