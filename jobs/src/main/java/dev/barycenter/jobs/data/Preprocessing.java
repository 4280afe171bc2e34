package dev.barycenter.jobs.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.RobustScaler;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
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
          "VectorAssembler");

  private Preprocessing() {}

  /** Fits the stages on the training rows. */
  public static PipelineModel fit(List<StageSpec> stages, Dataset<Row> train) {
    List<PipelineStage> all = new ArrayList<>();
    for (StageSpec stage : stages) {
      all.addAll(stages(stage));
    }
    List<String> made = new ArrayList<>();
    for (StageSpec stage : stages) {
      stage.columns().stream()
          .filter(column -> !made.contains(column))
          .forEach(column -> Tables.require(train, column, "data.preprocess: " + stage.type()));
      made.add(output(stage));
    }
    return new Pipeline().setStages(all.toArray(PipelineStage[]::new)).fit(train);
  }

  /** Applies fitted stages; null stands for none. */
  public static Dataset<Row> apply(@Nullable PipelineModel pipeline, Dataset<Row> rows) {
    return pipeline == null ? rows : pipeline.transform(rows);
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
      }
    }
  }

  private static String output(StageSpec stage) {
    return stage.output() == null ? stage.columns().get(0) + "_out" : stage.output();
  }

  private static List<PipelineStage> stages(StageSpec stage) {
    String[] columns = stage.columns().toArray(String[]::new);
    String output = output(stage);
    return switch (stage.type()) {
      case "VectorAssembler" ->
          List.of(new VectorAssembler().setInputCols(columns).setOutputCol(output));
      case "StandardScaler" -> scaler(stage, new StandardScaler().setWithMean(true), output);
      case "MinMaxScaler" -> scaler(stage, new MinMaxScaler(), output);
      case "MaxAbsScaler" -> scaler(stage, new MaxAbsScaler(), output);
      case "RobustScaler" -> scaler(stage, new RobustScaler(), output);
      case "Imputer" ->
          List.of(
              with(new Imputer().setInputCols(columns).setOutputCols(columns), stage.options()));
      case "StringIndexer" ->
          List.of(
              with(
                  new StringIndexer().setInputCol(columns[0]).setOutputCol(output),
                  stage.options()));
      case "OneHotEncoder" ->
          List.of(
              with(
                  new OneHotEncoder().setInputCol(columns[0]).setOutputCol(output),
                  stage.options()));
      case "Bucketizer" ->
          List.of(
              with(new Bucketizer().setInputCol(columns[0]).setOutputCol(output), stage.options()));
      default ->
          throw new IllegalStateException("Stage '%s' was not checked.".formatted(stage.type()));
    };
  }

  private static List<PipelineStage> scaler(StageSpec stage, PipelineStage scaler, String output) {
    String vector = output + "_assembled";
    VectorAssembler assembler =
        new VectorAssembler()
            .setInputCols(stage.columns().toArray(String[]::new))
            .setOutputCol(vector);
    set(scaler, "inputCol", vector);
    set(scaler, "outputCol", output);
    return List.of(assembler, with(scaler, stage.options()));
  }

  private static PipelineStage with(PipelineStage stage, Map<String, JsonNode> options) {
    options.forEach((name, value) -> set(stage, name, plain(value)));
    return stage;
  }

  private static Object plain(JsonNode value) {
    if (value.isArray()) {
      double[] numbers = new double[value.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = value.get(i).doubleValue();
      }
      return numbers;
    }
    return value.isBoolean()
        ? (Object) value.booleanValue()
        : value.isInt()
            ? (Object) value.intValue()
            : value.isNumber() ? (Object) value.doubleValue() : value.asText();
  }

  private static void set(Params stage, String name, Object value) {
    if (!stage.hasParam(name)) {
      List<String> known = java.util.Arrays.stream(stage.params()).map(Param::name).toList();
      throw new DataException(
          "%s has no option '%s'. %s"
              .formatted(stage.getClass().getSimpleName(), name, Problems.suggestion(name, known)));
    }
    stage.set(stage.getParam(name), value);
  }
}
