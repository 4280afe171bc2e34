package dev.barycenter.jobs.ml;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The parameters of {@link ColumnParams}, for the stage that they belong to. */
record Columns(
    Param<String> featuresCol,
    ColumnMapParam inputCols,
    Param<String> predictionCol,
    Param<String> probabilityCol,
    Param<String> rawPredictionCol,
    Param<String> handleInvalid)
    implements Serializable {

  /** Creates the parameters of a stage, with their defaults. */
  static Columns of(Params stage) {
    Columns columns =
        new Columns(
            new Param<>(stage, "featuresCol", "the column of the input, for a model with one"),
            new ColumnMapParam(stage, "inputCols", "the columns of each input, by its name"),
            new Param<>(stage, "predictionCol", "the column of predictions"),
            new Param<>(stage, "probabilityCol", "the column of probabilities; empty for none"),
            new Param<>(stage, "rawPredictionCol", "the column of raw predictions; empty for none"),
            new Param<>(stage, "handleInvalid", "what happens to bad rows: error or skip"));
    stage.setDefault(columns.featuresCol, "features");
    stage.setDefault(columns.inputCols, Map.of());
    stage.setDefault(columns.predictionCol, "prediction");
    stage.setDefault(columns.probabilityCol, "probability");
    stage.setDefault(columns.rawPredictionCol, "rawPrediction");
    stage.setDefault(columns.handleInvalid, "error");
    return columns;
  }
}
