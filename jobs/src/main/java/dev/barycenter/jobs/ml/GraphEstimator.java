package dev.barycenter.jobs.ml;

import dev.barycenter.graph.Model;
import dev.barycenter.jobs.predict.TablePredictor;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model as a stage of Spark ML, in the way and to the bits of the job {@code train}.
 *
 * <pre>{@code
 * GraphEstimator network =
 *     new GraphEstimator()
 *         .setSpec(
 *             """
 *             model: {input: [4], layers: [{type: Dense, units: 8, activation: relu},
 *                                          {type: Dense, units: 3, activation: softmax}]}
 *             training: {loss: sparse_categorical_crossentropy, epochs: 20}
 *             """)
 *         .setFeaturesCol("scaled")
 *         .setLabelCol("species_index");
 * PipelineModel fitted =
 *     new Pipeline().setStages(new PipelineStage[] {indexer, assembler, scaler, network}).fit(rows);
 * }</pre>
 *
 * <p>The sections {@code model}, {@code training}, {@code compute} and {@code run} of a spec say
 * what is trained; its {@code data} is left out, as rows come from {@link #fit} and columns from
 * parameters, those of {@link ColumnParams} and the labels. Other parameters, where they are set,
 * take the place of entries under {@code training}; a grid may vary {@code spec} itself as well.
 *
 * <p>A training takes all slots of the cluster, so several in one driver take turns. Each leaves a
 * run folder where {@code runFolder} says so.
 */
public final class GraphEstimator extends Estimator<GraphModel>
    implements ColumnParams<GraphEstimator>, MLWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Columns columns;
  private final Param<String> spec;
  private final Param<String> folder;
  private final Param<String> labelCol;
  private final ColumnMapParam labelCols;
  private final ColumnMapParam weightCols;
  private final Param<String> validationIndicatorCol;
  private final DoubleParam learningRate;
  private final IntParam epochs;
  private final IntParam batchSize;
  private final IntParam replicas;
  private final IntParam localSteps;
  private final LongParam seed;
  private final Param<String> runFolder;
  private final BooleanParam resume;
  private final BooleanParam verbose;

  /** Creates an estimator without a spec. */
  public GraphEstimator() {
    this(Identifiable$.MODULE$.randomUID("graphEstimator"));
  }

  /** Creates an estimator with an identifier of its own. */
  public GraphEstimator(String uid) {
    this.uid = uid;
    columns = Columns.of(this);
    spec = new Param<>(this, "spec", "the spec, as YAML");
    folder = new Param<>(this, "folder", "where relative paths of the spec start");
    labelCol = new Param<>(this, "labelCol", "the column of the target, for a model with one");
    labelCols = new ColumnMapParam(this, "labelCols", "the column of each target, by its output");
    weightCols = new ColumnMapParam(this, "weightCols", "the column of weights, by the output");
    validationIndicatorCol =
        new Param<>(this, "validationIndicatorCol", "true for rows that judge each epoch");
    learningRate = new DoubleParam(this, "learningRate", "in place of that of the optimizer");
    epochs = new IntParam(this, "epochs", "the passes over the data");
    batchSize = new IntParam(this, "batchSize", "the examples of a minibatch of one replica");
    replicas = new IntParam(this, "replicas", "the copies of the model that are averaged");
    localSteps = new IntParam(this, "localSteps", "the local steps between two averagings");
    seed = new LongParam(this, "seed", "of all randomness");
    runFolder = new Param<>(this, "runFolder", "where checkpoints, metrics and a report are left");
    resume = new BooleanParam(this, "resume", "whether to go on from the run folder's checkpoint");
    verbose = new BooleanParam(this, "verbose", "whether to print how the training goes");
    setDefault(folder, ".");
    setDefault(labelCol, "label");
    setDefault(labelCols, Map.of());
    setDefault(weightCols, Map.of());
    setDefault(validationIndicatorCol, "");
    setDefault(runFolder, "");
    setDefault(resume, false);
    setDefault(verbose, false);
  }

  // Spark finds the parameters of a stage by its public methods that return one.

  /** Returns the parameter: the spec, as YAML. */
  public Param<String> spec() {
    return spec;
  }

  /** Returns the parameter: where relative paths of the spec, such as backbones, start. */
  public Param<String> folder() {
    return folder;
  }

  /** Returns the parameter: the column of the target, for a model with one; {@code label}. */
  public Param<String> labelCol() {
    return labelCol;
  }

  /** Returns the parameter: the column of each target, by its output. */
  public ColumnMapParam labelCols() {
    return labelCols;
  }

  /** Returns the parameter: the column with the weight of each row, by the output. */
  public ColumnMapParam weightCols() {
    return weightCols;
  }

  /** Returns the parameter: the column that is true for validation rows; empty for none. */
  public Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /** Returns the parameter: in place of the learning rate of the spec's optimizer. */
  public DoubleParam learningRate() {
    return learningRate;
  }

  /** Returns the parameter: the passes over the data. */
  public IntParam epochs() {
    return epochs;
  }

  /** Returns the parameter: the examples of a minibatch of one replica. */
  public IntParam batchSize() {
    return batchSize;
  }

  /**
   * Returns the parameter: the copies of the model; part of the result, whatever cores there are.
   */
  public IntParam replicas() {
    return replicas;
  }

  /** Returns the parameter: the local steps of a replica between two averagings. */
  public IntParam localSteps() {
    return localSteps;
  }

  /** Returns the parameter: the seed of all randomness. */
  public LongParam seed() {
    return seed;
  }

  /** Returns the parameter: the run folder that is left; empty for none. */
  public Param<String> runFolder() {
    return runFolder;
  }

  /** Returns the parameter: whether to go on from the run folder's last checkpoint. */
  public BooleanParam resume() {
    return resume;
  }

  /** Returns the parameter: whether to print what {@code train} prints. */
  public BooleanParam verbose() {
    return verbose;
  }

  /** Sets the spec, as YAML; its relative paths start at the working directory. */
  public GraphEstimator setSpec(String yaml) {
    set(spec, yaml);
    return this;
  }

  /** Sets the spec to that in a file, on any file system that Hadoop knows. */
  public GraphEstimator setSpecFile(String path) {
    SpecText text = SpecText.read(path);
    set(folder, text.folder());
    return setSpec(text.yaml());
  }

  /**
   * Sets the spec to a model that was built in Java.
   *
   * @param training the section {@code training} of a spec, such as {@code {loss: mse, epochs: 5}}
   */
  public GraphEstimator setModel(Model model, String training) {
    return setSpec(SpecText.of(model, training));
  }

  /** Sets the column of the target, for a model with one output. */
  public GraphEstimator setLabelCol(String column) {
    set(labelCol, column);
    return this;
  }

  /** Sets the column of each target, by its output. */
  public GraphEstimator setLabelCols(Map<String, String> columnsByOutput) {
    set(labelCols, new TreeMap<>(columnsByOutput));
    return this;
  }

  /** Sets the column with the weight of each row, by the output. */
  public GraphEstimator setWeightCols(Map<String, String> columnsByOutput) {
    set(weightCols, new TreeMap<>(columnsByOutput));
    return this;
  }

  /** Sets the column that is true for rows that do not train, but judge each epoch. */
  public GraphEstimator setValidationIndicatorCol(String column) {
    set(validationIndicatorCol, column);
    return this;
  }

  /** Sets the learning rate, in place of that of the spec's optimizer. */
  public GraphEstimator setLearningRate(double rate) {
    set(learningRate, rate);
    return this;
  }

  /** Sets the passes over the data. */
  public GraphEstimator setEpochs(int count) {
    set(epochs, count);
    return this;
  }

  /** Sets the examples of a minibatch of one replica. */
  public GraphEstimator setBatchSize(int examples) {
    set(batchSize, examples);
    return this;
  }

  /** Sets the copies of the model that are averaged. */
  public GraphEstimator setReplicas(int count) {
    set(replicas, count);
    return this;
  }

  /** Sets the local steps of a replica between two averagings. */
  public GraphEstimator setLocalSteps(int steps) {
    set(localSteps, steps);
    return this;
  }

  /** Sets the seed of all randomness. */
  public GraphEstimator setSeed(long number) {
    set(seed, number);
    return this;
  }

  /** Sets the run folder, with checkpoints, metrics and a report; it must not exist. */
  public GraphEstimator setRunFolder(String path) {
    set(runFolder, path);
    return this;
  }

  /** Sets whether to go on from the run folder's last checkpoint, where there is one. */
  public GraphEstimator setResume(boolean goOn) {
    set(resume, goOn);
    return this;
  }

  /** Sets whether to print what {@code train} prints. */
  public GraphEstimator setVerbose(boolean print) {
    set(verbose, print);
    return this;
  }

  @Override
  public Columns columns() {
    return columns;
  }

  @Override
  public GraphEstimator self() {
    return this;
  }

  /**
   * Trains on the rows of a table.
   *
   * @throws dev.barycenter.graph.spec.SpecException if the spec is wrong
   * @throws dev.barycenter.jobs.data.DataException if the columns or rows cannot be used
   * @throws dev.barycenter.driver.TrainingFailedException if the training failed
   */
  @Override
  public GraphModel fit(Dataset<?> rows) {
    return copyValues(new Fitting(this, rows.toDF()).model(), ParamMap.empty()).setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    EstimatorSpec own = new EstimatorSpec(this);
    RunSpec read = own.read(own.backbones(new Configuration()));
    ColumnTypes.check(schema, read.data().targets());
    ColumnTypes.check(schema, read.data().inputs());
    return TablePredictor.schema(schema, cells(read.model(), read.training().outputs()));
  }

  @Override
  public GraphEstimator copy(ParamMap extra) {
    return copyValues(new GraphEstimator(uid), extra);
  }

  @Override
  public MLWriter write() {
    return new DefaultParamsWriter(this);
  }

  /** Returns what Spark loads an estimator with. */
  public static MLReader<GraphEstimator> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a saved estimator. */
  public static GraphEstimator load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }
}
