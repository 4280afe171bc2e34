package dev.barycenter.jobs.predict;

import dev.barycenter.driver.spark.TrainingTasks;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.inference.Predictor;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.GoodRows;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.Packing;
import dev.barycenter.jobs.data.Preprocessing;
import dev.barycenter.jobs.data.SkippedRows;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.worker.device.DeviceBinding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.jspecify.annotations.Nullable;

/**
 * Adds the predictions of a model to the rows of a table: in each task a {@link Predictor} computes
 * them, as it does in any Java program.
 */
public final class TablePredictor {
  private final Shipped shipped;

  /** What travels to the executors. */
  record Shipped(
      Model model,
      Map<String, float[]> weights,
      Packing packing,
      List<OutputCells> cells,
      DeviceBinding device)
      implements Serializable {}

  /**
   * Prepares predictions. They are computed on what ND4J was built for, also where the model was
   * trained on something else.
   *
   * @param weights every weight of the model by its path; others are left out
   * @param packing the columns of the inputs, without targets
   * @param cells how what each output predicts stands in the table, in the order of the outputs
   */
  public TablePredictor(
      Model model, Map<String, Tensor> weights, Packing packing, List<OutputCells> cells) {
    Map<String, float[]> numbers = new LinkedHashMap<>();
    Set<String> paths = model.weights().keySet();
    weights.forEach(
        (path, tensor) -> {
          if (paths.contains(path)) {
            numbers.put(path, tensor.values());
          }
        });
    shipped = new Shipped(model, numbers, packing, cells, DeviceBinding.AUTO);
  }

  private TablePredictor(Shipped shipped) {
    this.shipped = shipped;
  }

  /** Returns the same predictions, computed on another device. */
  TablePredictor on(DeviceBinding device) {
    return new TablePredictor(
        new Shipped(
            shipped.model(), shipped.weights(), shipped.packing(), shipped.cells(), device));
  }

  /** Prepares what the outputs of a run's model compute, as numbers. */
  public static TablePredictor of(TrainedRun run) {
    return of(run, run.spec().model());
  }

  /**
   * Prepares what the layer of a run's model computes, such as the embeddings before its last
   * layer.
   *
   * @throws DataException if the model has no call of that name
   */
  public static TablePredictor ofLayer(TrainedRun run, String layer) {
    Model model = run.spec().model();
    List<String> calls = model.calls().stream().map(Model.Call::name).toList();
    if (!calls.contains(layer)) {
      throw new DataException(
          "The model has no layer '%s'. %s".formatted(layer, Problems.suggestion(layer, calls)));
    }
    Model.Output output = new Model.Output(layer, Model.Ref.to(layer));
    return of(run, model.part(model.name(), List.of(output), Map.of()));
  }

  private static TablePredictor of(TrainedRun run, Model model) {
    List<OutputCells> cells = new ArrayList<>();
    model.outputs().forEach(output -> cells.add(PlainCells.of(model, output)));
    Packing packing = Layouts.inputs(model, run.spec().data());
    return new TablePredictor(model, run.weights(), packing, cells);
  }

  /**
   * Returns a table with its columns and those of the predictions. Bad rows follow the policy of
   * the packing.
   *
   * @param skipped counts the rows that are left out
   * @throws DataException if the table lacks a column, or has one of those of the predictions
   */
  public Dataset<Row> predict(Dataset<Row> table, SkippedRows skipped) {
    shipped.packing().require(table);
    StructType schema = schema(table.schema(), shipped.cells());
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
    Broadcast<Shipped> sent = context.broadcast(shipped);
    MapPartitionsFunction<Row, Row> predict = part -> predicted(sent.value(), part, skipped);
    Dataset<Row> predicted = where(table.mapPartitions(predict, Encoders.row(schema)), schema);
    // What Spark ML notes about columns does not pass an encoder.
    return predicted.select(
        Arrays.stream(schema.fields())
            .map(field -> column(predicted, field.name()).as(field.name(), field.metadata()))
            .toArray(Column[]::new));
  }

  /** Returns the rows, computed by tasks that ask for a GPU each where the executors have some. */
  private Dataset<Row> where(Dataset<Row> predicted, StructType schema) {
    SparkSession spark = predicted.sparkSession();
    TrainingTasks asking = TrainingTasks.of(spark.sparkContext(), shipped.device().choice());
    return asking.areUsual()
        ? predicted
        : spark.createDataFrame(asking.of(predicted.javaRDD()), schema);
  }

  private static PredictedRows predicted(Shipped shipped, Iterator<Row> rows, SkippedRows skipped) {
    int partition = TaskContext.getPartitionId();
    return new PredictedRows(shipped, new GoodRows(shipped.packing(), partition, rows, skipped));
  }

  /** Returns how the columns of the inputs are read. */
  public Packing packing() {
    return shipped.packing();
  }

  /**
   * Returns the schema of a table with predictions.
   *
   * @throws DataException if the table has a column of that name already
   */
  public static StructType schema(StructType table, List<OutputCells> cells) {
    StructType schema = table;
    for (OutputCells output : cells) {
      for (StructField field : output.fields()) {
        if (Arrays.asList(schema.fieldNames()).contains(field.name())) {
          throw new DataException(
              "The table already has a column '%s', as predictions would be called. Rename or drop it."
                  .formatted(field.name()));
        }
        schema = schema.add(field);
      }
    }
    return schema;
  }

  private static Column column(Dataset<Row> table, String name) {
    return table.col("`" + name + "`");
  }

  /**
   * Returns the rows of a run's data with the columns of the predictions, without those of the
   * preprocessing; files that a column holds, such as pictures, are left out too.
   *
   * @param pipeline the fitted preprocessing; null without
   * @param skipped counts the rows that are left out
   */
  public Dataset<Row> predict(
      Dataset<Row> rows, @Nullable PipelineModel pipeline, SkippedRows skipped) {
    Dataset<Row> predicted = predict(Preprocessing.apply(pipeline, rows), skipped);
    Set<String> kept = new LinkedHashSet<>();
    for (String name : rows.columns()) {
      if (!Tables.isOfReader(name)
          && !predicted.schema().apply(name).dataType().equals(DataTypes.BinaryType)) {
        kept.add(name);
      }
    }
    shipped.cells().forEach(output -> output.fields().forEach(field -> kept.add(field.name())));
    return predicted.select(
        kept.stream().map(name -> column(predicted, name)).toArray(Column[]::new));
  }

  private static boolean isNested(DataType type) {
    return type instanceof ArrayType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof UserDefinedType;
  }

  /**
   * Returns the table with predicted lists written out as columns {@code NAME_0}, {@code NAME_1},
   * …, and without other columns of lists, for CSV.
   *
   * @throws DataException if the length of a list differs from row to row
   */
  public Dataset<Row> flat(Dataset<Row> predicted) {
    Dataset<Row> flat = predicted;
    for (int o = 0; o < shipped.cells().size(); o++) {
      for (StructField field : shipped.cells().get(o).fields()) {
        if (isNested(field.dataType())) {
          flat = flat(flat, field.name(), shipped.model().outputs().get(o));
        }
      }
    }
    Set<String> gone =
        Arrays.stream(predicted.schema().fields())
            .filter(field -> isNested(field.dataType()))
            .map(StructField::name)
            .collect(Collectors.toSet());
    return flat.drop(gone.toArray(String[]::new));
  }

  private Dataset<Row> flat(Dataset<Row> table, String column, Model.Output output) {
    Shape shape = shipped.model().shape(output.tensor());
    if (!shape.isKnown()) {
      throw new DataException(
          "'%s' has shape %s, whose length differs from row to row: CSV has no column for it. Write --format parquet or json."
              .formatted(output.name(), shape));
    }
    Dataset<Row> flat = table;
    for (int i = 0; i < shape.size(); i++) {
      flat = flat.withColumn(column + "_" + i, flat.col(column).getItem(i));
    }
    return flat;
  }
}
