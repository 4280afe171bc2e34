package dev.barycenter.jobs.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.RobustScaler;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * Fits one stage of preprocessing to a table: the transformers that it comes to, in order.
 *
 * <p>What a stage cannot use, such as a missing number, a word among numbers or a category that the
 * training rows do not have, becomes a missing value or NaN, so that it is the packing of rows that
 * decides on the row. Rows with missing values do not count in fitting.
 */
final class Stages {
  private final StageSpec stage;
  private final List<Transformer> fitted = new ArrayList<>();
  private Dataset<Row> rows;

  private Stages(StageSpec stage, Dataset<Row> rows) {
    this.stage = stage;
    this.rows = rows;
  }

  /** Returns the transformers of a stage. */
  static List<Transformer> fit(StageSpec stage, Dataset<Row> rows) {
    Stages stages = new Stages(stage, rows);
    stages.fit();
    return stages.fitted;
  }

  private void fit() {
    String[] outputs = stage.outputs().toArray(String[]::new);
    switch (stage.type()) {
      case "VectorAssembler" -> assemble(outputs[0]);
      case "StandardScaler" -> scale(new StandardScaler().setWithMean(true), outputs[0]);
      case "MinMaxScaler" -> scale(new MinMaxScaler(), outputs[0]);
      case "MaxAbsScaler" -> scale(new MaxAbsScaler(), outputs[0]);
      case "RobustScaler" -> scale(new RobustScaler(), outputs[0]);
      case "Imputer" -> add(new Imputer().setInputCols(numbers()).setOutputCols(outputs), rows);
      case "StringIndexer" -> index(outputs);
      case "OneHotEncoder" -> encode(outputs);
      case "Bucketizer" -> bucketize(outputs);
      case "TextVectorization" -> vectorize(outputs);
      default ->
          throw new IllegalStateException("Stage '%s' was not checked.".formatted(stage.type()));
    }
  }

  /** Adds a stage with its options, fitted to rows. */
  private Transformer add(PipelineStage added, Dataset<Row> to) {
    StageOptions.set(added, stage.options());
    Transformer transformer =
        added instanceof Estimator<?> estimator ? estimator.fit(to) : (Transformer) added;
    return add(transformer);
  }

  private Transformer add(Transformer transformer) {
    fitted.add(transformer);
    rows = transformer.transform(rows);
    return transformer;
  }

  /** Adds a column that an expression in SQL makes. */
  private void add(String expression, String column) {
    add(
        new SQLTransformer()
            .setStatement("SELECT *, %s AS `%s` FROM __THIS__".formatted(expression, column)));
  }

  /**
   * Returns the columns of numbers that the stage reads: vectors as they are, all others as double.
   * For a word in one file makes a column text that is one of numbers in another.
   */
  private String[] numbers() {
    List<String> columns = new ArrayList<>();
    for (String column : stage.columns()) {
      if (rows.schema().apply(column).dataType().equals(SQLDataTypes.VectorType())) {
        columns.add(column);
      } else {
        String number = column + "_number";
        if (!Arrays.asList(rows.columns()).contains(number)) {
          add("TRY_CAST(`%s` AS DOUBLE)".formatted(column), number);
        }
        columns.add(number);
      }
    }
    return columns.toArray(String[]::new);
  }

  private void scale(PipelineStage scaler, String output) {
    String[] columns = numbers();
    String assembled = output + "_assembled";
    add(assembler(columns, assembled));
    StageOptions.set(scaler, "inputCol", assembled);
    StageOptions.set(scaler, "outputCol", output);
    add(scaler, rows.na().drop(columns));
  }

  private void assemble(String output) {
    add(assembler(numbers(), output), rows);
  }

  private VectorAssembler assembler(String[] columns, String output) {
    VectorAssembler assembler = new VectorAssembler().setInputCols(columns).setOutputCol(output);
    boolean sizesKnown =
        Arrays.stream(columns).map(c -> rows.schema().apply(c)).allMatch(Stages::sizeIsKnown);
    return sizesKnown ? assembler.setHandleInvalid("keep") : assembler;
  }

  private static boolean sizeIsKnown(StructField field) {
    return !field.dataType().equals(SQLDataTypes.VectorType())
        || AttributeGroup.fromStructField(field).size() >= 0;
  }

  private void index(String[] outputs) {
    String[] columns = stage.columns().toArray(String[]::new);
    StringIndexer indexer = new StringIndexer().setInputCols(columns);
    if (stage.options().containsKey("handleInvalid")) {
      add(indexer.setOutputCols(outputs), rows);
      return;
    }
    String[] indexed = Arrays.stream(outputs).map(o -> o + "_indexed").toArray(String[]::new);
    Transformer model = add(indexer.setOutputCols(indexed).setHandleInvalid("keep"), rows);
    String[][] labels = ((StringIndexerModel) model).labelsArray();
    for (int i = 0; i < outputs.length; i++) {
      bound(indexed[i], "< " + labels[i].length, outputs[i]);
    }
  }

  private void bound(String column, String condition, String output) {
    add(
        "CASE WHEN `%s` %s THEN CAST(`%s` AS DOUBLE) END".formatted(column, condition, column),
        output);
  }

  private void encode(String[] outputs) {
    String[] columns = numbers();
    Dataset<Row> complete = rows.na().drop(columns);
    OneHotEncoderModel sizes =
        new OneHotEncoder().setInputCols(columns).setOutputCols(outputs).fit(complete);
    String[] known = new String[columns.length];
    for (int i = 0; i < columns.length; i++) {
      known[i] = outputs[i] + "_known";
      bound(columns[i], "BETWEEN 0 AND " + (sizes.categorySizes()[i] - 1), known[i]);
    }
    add(new OneHotEncoder().setInputCols(known).setOutputCols(outputs), rows.na().drop(known));
  }

  private void bucketize(String[] outputs) {
    String[] columns = numbers();
    for (int i = 0; i < columns.length; i++) {
      Bucketizer bucketizer = new Bucketizer();
      StageOptions.set(bucketizer, stage.options());
      double[] splits = bucketizer.getSplits();
      String inside = outputs[i] + "_inside";
      bound(
          columns[i],
          "BETWEEN %s AND %s".formatted(literal(splits[0]), literal(splits[splits.length - 1])),
          inside);
      add(bucketizer.setInputCol(inside).setOutputCol(outputs[i]));
    }
  }

  private static String literal(double value) {
    return "DOUBLE('%s')".formatted(value);
  }

  private void vectorize(String[] outputs) {
    for (int i = 0; i < outputs.length; i++) {
      TextVectorization texts = new TextVectorization(stage.columns().get(i), outputs[i]);
      StageOptions.set(texts, stage.options());
      add(texts.fit(rows));
    }
  }
}
