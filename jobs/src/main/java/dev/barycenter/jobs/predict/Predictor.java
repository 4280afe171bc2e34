package dev.barycenter.jobs.predict;

import dev.barycenter.driver.spark.TrainingTasks;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
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
import dev.barycenter.worker.network.NetworkPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
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

/** Adds the predictions of a model to the rows of a table, over the executors. */
public final class Predictor {
  private final NetworkPlan plan;
  private final Packing packing;
  private final DeviceBinding device;
  private final Map<String, float[]> weights = new LinkedHashMap<>();

  /**
   * Prepares predictions. They are computed on what ND4J was built for, also where the run was
   * trained on something else.
   *
   * @param packing the columns of the inputs, without targets
   */
  public Predictor(TrainedRun run, Packing packing) {
    this(run, run.spec().plan(), packing, DeviceBinding.AUTO);
  }

  Predictor(TrainedRun run, NetworkPlan plan, Packing packing, DeviceBinding device) {
    this.plan = plan;
    this.packing = packing;
    this.device = device;
    plan.model()
        .weights()
        .keySet()
        .forEach(
            path -> {
              Tensor tensor = run.weights().get(path);
              if (tensor != null) {
                weights.put(path, tensor.values());
              }
            });
  }

  /**
   * Prepares what the layer of a model computes, such as the embeddings before its last layer.
   *
   * @throws DataException if the model has no call of that name
   */
  public static Predictor ofLayer(TrainedRun run, String layer) {
    Model model = run.spec().model();
    List<String> calls = model.calls().stream().map(Model.Call::name).toList();
    if (!calls.contains(layer)) {
      throw new DataException(
          "The model has no layer '%s'. %s".formatted(layer, Problems.suggestion(layer, calls)));
    }
    Model part =
        model.part(model.name(), List.of(new Model.Output(layer, Model.Ref.to(layer))), Map.of());
    return new Predictor(
        run,
        new NetworkPlan(part, Map.of(), run.spec().training().optimizer()),
        Layouts.inputs(part, run.spec().data()),
        DeviceBinding.AUTO);
  }

  /** What travels to the executors. */
  record Shipped(
      NetworkPlan plan, Packing packing, Map<String, float[]> weights, DeviceBinding device)
      implements Serializable {}

  /**
   * Returns the rows with a column {@code NAME_prediction} for each output: a number, or a list of
   * numbers where the output has several. Bad rows follow the policy of the run; files that a
   * column holds, such as pictures, are left out.
   *
   * @param skipped counts the rows that are left out
   */
  public Dataset<Row> predict(
      SparkSession spark,
      Dataset<Row> rows,
      @Nullable PipelineModel pipeline,
      SkippedRows skipped) {
    Dataset<Row> table = Preprocessing.apply(pipeline, rows);
    packing.require(table);
    String[] kept = rows.columns();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<Shipped> shipped = context.broadcast(new Shipped(plan, packing, weights, device));
    JavaRDD<Row> predicted =
        TrainingTasks.of(spark.sparkContext(), device.choice())
            .of(
                table
                    .javaRDD()
                    .mapPartitionsWithIndex(
                        (partition, part) -> predicted(shipped, partition, part, skipped), false));
    List<Column> columns = new ArrayList<>();
    Dataset<Row> all = spark.createDataFrame(predicted, schema(table.schema(), plan.model()));
    Arrays.stream(kept)
        .filter(name -> !Tables.isOfReader(name))
        .filter(name -> !all.schema().apply(name).dataType().equals(DataTypes.BinaryType))
        .forEach(name -> columns.add(all.col("`" + name + "`")));
    plan.model().outputs().forEach(output -> columns.add(all.col(column(output.name()))));
    return all.select(columns.toArray(Column[]::new));
  }

  private static PredictedRows predicted(
      Broadcast<Shipped> shipped, int partition, Iterator<Row> rows, SkippedRows skipped) {
    Packing packing = shipped.value().packing();
    return new PredictedRows(shipped.value(), new GoodRows(packing, partition, rows, skipped));
  }

  /** Returns how the columns of the inputs are packed. */
  public Packing packing() {
    return packing;
  }

  private static boolean isNested(DataType type) {
    return type instanceof ArrayType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof UserDefinedType;
  }

  /** Returns the schema of a table with predictions. */
  static StructType schema(StructType table, Model model) {
    StructType schema = table;
    for (Model.Output output : model.outputs()) {
      schema =
          schema.add(
              new StructField(
                  column(output.name()),
                  isNumber(model, output)
                      ? DataTypes.FloatType
                      : DataTypes.createArrayType(DataTypes.FloatType, false),
                  false,
                  org.apache.spark.sql.types.Metadata.empty()));
    }
    return schema;
  }

  /** Returns whether an output is a single number. */
  static boolean isNumber(Model model, Model.Output output) {
    Shape shape = model.shape(output.tensor());
    return shape.isKnown() && shape.size() == 1;
  }

  /** Returns the name of the column that holds the predictions of an output. */
  public static String column(String output) {
    return output + "_prediction";
  }

  /**
   * Returns the table with predicted lists written out as columns {@code NAME_0}, {@code NAME_1},
   * …, and without other columns of lists, for CSV.
   *
   * @throws DataException if the length of a list differs from row to row
   */
  public Dataset<Row> flat(Dataset<Row> predicted) {
    Dataset<Row> flat = predicted;
    List<String> gone = new ArrayList<>();
    for (Model.Output output : plan.model().outputs()) {
      if (!isNumber(plan.model(), output)) {
        String column = column(output.name());
        Shape shape = plan.model().shape(output.tensor());
        if (!shape.isKnown()) {
          throw new DataException(
              "'%s' has shape %s, whose length differs from row to row: CSV has no column for it. Write --format parquet or json."
                  .formatted(output.name(), shape));
        }
        long size = shape.size();
        for (int i = 0; i < size; i++) {
          flat = flat.withColumn(column + "_" + i, flat.col(column).getItem(i));
        }
      }
    }
    for (StructField field : predicted.schema().fields()) {
      if (isNested(field.dataType())) {
        gone.add(field.name());
      }
    }
    return flat.drop(gone.toArray(String[]::new));
  }
}
