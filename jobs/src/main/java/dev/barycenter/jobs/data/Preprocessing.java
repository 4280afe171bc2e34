package dev.barycenter.jobs.data;

import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Preprocessing by Spark ML: fitted on the training rows, applied to all rows, saved with the
 * model.
 */
public final class Preprocessing {
  private static final List<String> TYPES =
      List.of(
          "StandardScaler",
          "MinMaxScaler",
          "MaxAbsScaler",
          "RobustScaler",
          "Imputer",
          "StringIndexer",
          "OneHotEncoder",
          "Bucketizer",
          "VectorAssembler",
          "TextVectorization");

  private static final Set<String> BY_COLUMN =
      Set.of("Imputer", "StringIndexer", "OneHotEncoder", "Bucketizer", "TextVectorization");

  private Preprocessing() {}

  /**
   * Fits the stages on the training rows.
   *
   * @throws DataException if a stage cannot be fitted; the message names it
   */
  public static PipelineModel fit(List<StageSpec> stages, Dataset<Row> train) {
    List<Transformer> fitted = new ArrayList<>();
    Dataset<Row> rows = train;
    for (int i = 0; i < stages.size(); i++) {
      StageSpec stage = stages.get(i);
      String place = "data.preprocess[%d]: %s".formatted(i, stage.type());
      for (String column : stage.columns()) {
        Tables.require(rows, column, place);
      }
      for (Transformer transformer : fit(stage, rows, place)) {
        fitted.add(transformer);
        rows = transformer.transform(rows);
      }
    }
    return new PipelineModel(Identifiable$.MODULE$.randomUID("pipeline"), fitted);
  }

  private static List<Transformer> fit(StageSpec stage, Dataset<Row> rows, String place) {
    try {
      return Refusals.explained(() -> Stages.fit(stage, rows), "it cannot be fitted");
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(place, e.getMessage()), e);
    }
  }

  /** Applies fitted stages; null stands for none. */
  public static Dataset<Row> apply(@Nullable PipelineModel pipeline, Dataset<Row> rows) {
    return pipeline == null ? rows : pipeline.transform(rows);
  }

  /** Returns whether a stage makes one column of each; the others make one vector of all. */
  static boolean worksByColumn(String type) {
    return BY_COLUMN.contains(type);
  }

  /** Adds problems for stages that cannot be had. */
  public static void check(List<StageSpec> stages, String place, Problems problems) {
    for (int i = 0; i < stages.size(); i++) {
      String at = place + "/" + i;
      StageSpec stage = stages.get(i);
      if (!TYPES.contains(stage.type())) {
        problems.add(
            at + "/type",
            "Unknown stage '%s'. %s",
            stage.type(),
            Problems.suggestion(stage.type(), TYPES));
      } else if (stage.columns().isEmpty()) {
        problems.add(at, "%s needs at least one column.", stage.type());
      } else {
        check(stage, at, problems);
      }
    }
  }

  private static void check(StageSpec stage, String at, Problems problems) {
    int expected = worksByColumn(stage.type()) ? stage.columns().size() : 1;
    if (!stage.output().isEmpty() && stage.output().size() != expected) {
      problems.add(
          at + "/output",
          "%s makes %s of %s, but 'output' has %s.",
          stage.type(),
          columns(expected),
          columns(stage.columns().size()),
          columns(stage.output().size()));
    }
    if (stage.options().containsKey("handleInvalid")
        && Arrays.asList("skip", "error").contains(stage.options().get("handleInvalid").asText())) {
      problems.add(
          at + "/options/handleInvalid",
          "Rows that a stage cannot use follow the policy of all bad rows. Leave the option out, and write bad_rows: skip or fail under data.");
    }
  }

  private static String columns(int count) {
    return count == 1 ? "1 column" : count + " columns";
  }
}
