package dev.barycenter.jobs.ml;

import dev.barycenter.graph.Model;
import dev.barycenter.jobs.backbone.ModelFiles.Stored;
import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.SkippedRows;
import dev.barycenter.jobs.predict.OutputCells;
import dev.barycenter.jobs.predict.TablePredictor;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.RunFolder;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A trained network as a stage of Spark ML: adds its predictions to tables, computed on the
 * executors.
 *
 * <p>{@link GraphEstimator#fit} makes one, and {@link #of} makes one of any Keras file. Which
 * columns it reads and writes is said at {@link ColumnParams}. A saved model is a folder with
 * {@code model.keras}, which Keras, the jobs and {@link dev.barycenter.graph.inference.Predictor}
 * read as well.
 *
 * <p>It holds the network alone, no {@code data.preprocess}: in Spark ML preprocessing is stages
 * before it in a {@link org.apache.spark.ml.Pipeline}, which fits and saves them with it. What a
 * run of {@code train} has fitted is the {@code PipelineModel} in its folder {@code pipeline}.
 */
public final class GraphModel extends org.apache.spark.ml.Model<GraphModel>
    implements ColumnParams<GraphModel>, MLWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Columns columns;
  private final transient @Nullable Stored stored;

  private GraphModel(String uid, @Nullable Stored stored) {
    this.uid = uid;
    this.stored = stored;
    columns = Columns.of(this);
  }

  /** Creates a stage that Spark sets the parameters of when it loads one. */
  public GraphModel(String uid) {
    this(uid, null);
  }

  /**
   * Makes a stage of a network in a file.
   *
   * @param file a Keras file ({@code .keras}, {@code .h5}), or a folder with {@code model.keras}; a
   *     run's preprocessing is not part of it
   * @param spark whose file systems are read
   */
  public static GraphModel of(String file, SparkSession spark) {
    return new GraphModel(
        Identifiable$.MODULE$.randomUID("graphModel"),
        trained(file, spark.sparkContext().hadoopConfiguration()));
  }

  /** Returns the model of an estimator, with its columns. */
  static GraphModel of(String uid, Stored stored) {
    return new GraphModel(uid, stored);
  }

  private static Stored trained(String file, Configuration hadoop) {
    Stored stored = ModelFile.read(file, hadoop);
    if (stored.weights().isEmpty() && !stored.model().weights().isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' has no weights: only a trained model predicts.".formatted(file));
    }
    return stored;
  }

  @Override
  public Columns columns() {
    return columns;
  }

  @Override
  public GraphModel self() {
    return this;
  }

  /** Returns the network: its layers, and the names and shapes of its inputs and outputs. */
  public Model network() {
    return stored().model();
  }

  private Stored stored() {
    if (stored == null) {
      throw new IllegalStateException(
          "'%s' has no network: load it with GraphModel.load.".formatted(uid));
    }
    return stored;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    Dataset<Row> table = rows.toDF();
    transformSchema(table.schema());
    SkippedRows skipped = SkippedRows.in(table.sparkSession());
    return new TablePredictor(
            network(),
            stored().weights(),
            Layouts.inputs(network(), ColumnParams.features(inputs(network())), badRows()),
            cells())
        .predict(table, skipped);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ColumnTypes.check(schema, ColumnParams.features(inputs(network())));
    return TablePredictor.schema(schema, cells());
  }

  private List<OutputCells> cells() {
    return cells(network(), ModelFile.objectives(stored()));
  }

  @Override
  public GraphModel copy(ParamMap extra) {
    return copyValues(new GraphModel(uid, stored), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /** Returns what Spark loads a model with. */
  public static MLReader<GraphModel> read() {
    return new Reader();
  }

  /** Loads a saved model. */
  public static GraphModel load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  private static final class Writer extends MLWriter {
    private final GraphModel model;

    Writer(GraphModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      try {
        new DefaultParamsWriter(model).session(sparkSession()).save(path);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(
            "'%s' cannot be written: %s".formatted(path, e.getMessage()), e);
      }
      new RunFolder(path, sc().hadoopConfiguration())
          .write(RunFolder.MODEL, ModelFile.keras(model.stored()));
    }
  }

  private static final class Reader extends MLReader<GraphModel> {
    @Override
    public GraphModel load(String path) {
      GraphModel params = new DefaultParamsReader<GraphModel>().session(sparkSession()).load(path);
      Stored stored = trained(path, sc().hadoopConfiguration());
      return params.copyValues(new GraphModel(params.uid, stored), ParamMap.empty());
    }
  }
}
