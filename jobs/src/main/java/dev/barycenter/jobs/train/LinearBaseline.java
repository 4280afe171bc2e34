package dev.barycenter.jobs.train;

import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * What linear regression by Spark MLlib makes of the same split: a network that is not better is
 * not worth its cost.
 */
final class LinearBaseline {
  private static final String FEATURES = "barycenter_features";

  private LinearBaseline() {}

  /**
   * Returns the root mean squared error of least squares on the test rows, by output; for outputs
   * of one number with a regression loss, where all inputs are columns of numbers or vectors.
   */
  static Map<String, Double> errors(
      RunSpec spec, DataSpec data, Dataset<Row> train, Dataset<Row> test) {
    Map<String, Double> errors = new LinkedHashMap<>();
    List<String> columns = new ArrayList<>();
    data.inputs().values().forEach(feature -> columns.addAll(feature.columns()));
    if (!columns.stream().allMatch(name -> isNumeric(train, name))) {
      return errors;
    }
    spec.targetShapes()
        .forEach(
            (name, shape) -> {
              var output = spec.training().outputs().get(name);
              var target = data.targets().get(name);
              if (output != null
                  && target != null
                  && isNumeric(train, target.columns().get(0))
                  && output.loss() instanceof ErrorLoss
                  && shape.isKnown()
                  && shape.size() == 1) {
                errors.put(name, error(columns, target.columns().get(0), train, test));
              }
            });
    return errors;
  }

  private static boolean isNumeric(Dataset<Row> rows, String column) {
    DataType type = rows.schema().apply(column).dataType();
    return type instanceof NumericType || type.equals(SQLDataTypes.VectorType());
  }

  private static double error(
      List<String> columns, String label, Dataset<Row> train, Dataset<Row> test) {
    String[] labels = {label};
    VectorAssembler assembler =
        new VectorAssembler()
            .setInputCols(columns.toArray(String[]::new))
            .setOutputCol(FEATURES)
            .setHandleInvalid("skip");
    Dataset<Row> predicted =
        new LinearRegression()
            .setFeaturesCol(FEATURES)
            .setLabelCol(label)
            .setPredictionCol("barycenter_prediction")
            .fit(assembler.transform(train.na().drop(labels)))
            .transform(assembler.transform(test.na().drop(labels)));
    return new RegressionEvaluator()
        .setLabelCol(label)
        .setPredictionCol("barycenter_prediction")
        .setMetricName("rmse")
        .evaluate(predicted);
  }
}
