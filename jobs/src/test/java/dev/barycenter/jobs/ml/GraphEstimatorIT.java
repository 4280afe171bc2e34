package dev.barycenter.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.graph.inference.Predictor;
import dev.barycenter.jobs.MainRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Networks among Spark ML's own stages, on two executors. */
@Timeout(600)
class GraphEstimatorIT {
  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  @TempDir Path folder;

  private SparkSession spark;

  /** The job {@code predict} stops the session that it is given. */
  @BeforeEach
  void open() {
    spark = SparkSession.builder().config(cluster.conf(Map.of())).getOrCreate();
  }

  @AfterAll
  static void close() {
    SparkSession.active().stop();
  }

  /** Three kinds of leaf, 60 of each, around points of their own. */
  private Dataset<Row> leaves() {
    Random random = new Random(4);
    List<Row> rows = new ArrayList<>();
    String[] kinds = {"oak", "elm", "ash"};
    for (int i = 0; i < 180; i++) {
      int kind = i % 3;
      rows.add(
          RowFactory.create(
              kinds[kind],
              10 + 6 * kind + random.nextGaussian(),
              40 - 9 * kind + 3 * random.nextGaussian()));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("kind", DataTypes.StringType)
            .add("width", DataTypes.DoubleType)
            .add("length", DataTypes.DoubleType));
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler()
        .setInputCols(new String[] {"width", "length"})
        .setOutputCol("size");
  }

  private static Pipeline leafPipeline() {
    GraphEstimator network =
        new GraphEstimator()
            .setSpec(
                """
                model:
                  input: [2]
                  layers: [{type: Dense, units: 8, activation: relu},
                           {type: Dense, name: kind, units: 3, activation: softmax}]
                training:
                  loss: sparse_categorical_crossentropy
                  optimizer: {type: Adam, learning_rate: 0.001}
                  averaging: {local_steps: 5}
                data: {train: {format: csv, path: elsewhere.csv}}
                """)
            .setFeaturesCol("scaled")
            .setEpochs(10)
            .setBatchSize(16)
            .setLearningRate(0.03);
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new StringIndexer().setInputCol("kind").setOutputCol("label"),
              assembler(),
              new StandardScaler().setInputCol("size").setOutputCol("scaled").setWithMean(true),
              network
            });
  }

  @Test
  void aPipelineTrainsPredictsAndLoadsBackEqual() throws IOException {
    Dataset<Row> leaves = leaves();
    Pipeline pipeline = leafPipeline();
    pipeline.write().save(folder.resolve("unfitted").toString());
    PipelineModel fitted = Pipeline.load(folder.resolve("unfitted").toString()).fit(leaves);

    Dataset<Row> predicted = fitted.transform(leaves);
    assertThat(typed(predicted.schema())).isEqualTo(typed(fitted.transformSchema(leaves.schema())));
    MulticlassClassificationEvaluator evaluator = new MulticlassClassificationEvaluator();
    assertThat(evaluator.setMetricName("accuracy").evaluate(predicted)).isGreaterThan(0.95);
    assertThat(evaluator.setMetricName("logLoss").evaluate(predicted)).isBetween(0.0, 0.3);

    fitted.write().save(folder.resolve("fitted").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("fitted").toString());
    assertThat(loaded.transform(leaves).collectAsList()).isEqualTo(predicted.collectAsList());
    GraphModel again = (GraphModel) pipeline.fit(leaves).stages()[3];
    assertThat(
            again
                .transform(predicted.drop("rawPrediction", "probability", "prediction"))
                .collectAsList())
        .as("trained again")
        .isEqualTo(predicted.collectAsList());
    assertThat(again.parent().extractParamMap())
        .hasToString(pipeline.getStages()[3].extractParamMap().toString());
  }

  private static List<String> typed(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(field -> field.name() + ": " + field.dataType().simpleString())
        .toList();
  }

  @Test
  void crossValidationPicksTheBestOfAGrid() {
    Dataset<Row> oaks =
        leaves().withColumn("label", functions.expr("CAST(kind = 'oak' AS DOUBLE)"));
    GraphEstimator network =
        new GraphEstimator()
            .setSpec(
                """
                model: {input: [2], layers: [{type: Rescaling, scale: 0.05}, {type: Dense, units: 1, activation: sigmoid}]}
                training: {loss: binary_crossentropy, replicas: 1, batch_size: 16}
                """)
            .setFeaturesCol("size");
    ParamMap[] grid = {
      new ParamMap().put(network.learningRate(), 0.00001).put(network.epochs(), 1),
      new ParamMap().put(network.learningRate(), 0.1).put(network.epochs(), 3)
    };
    CrossValidatorModel chosen =
        new CrossValidator()
            .setEstimator(new Pipeline().setStages(new PipelineStage[] {assembler(), network}))
            .setEvaluator(new BinaryClassificationEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(2)
            .setSeed(1)
            .fit(oaks);
    GraphModel best = (GraphModel) ((PipelineModel) chosen.bestModel()).stages()[1];
    GraphEstimator trained = (GraphEstimator) best.parent();
    assertThat((double) trained.$(trained.learningRate())).isEqualTo(0.1);
    assertThat((int) trained.$(trained.epochs())).isEqualTo(3);
    assertThat(chosen.avgMetrics()).hasSize(2);
    assertThat(chosen.avgMetrics()[0]).isLessThan(chosen.avgMetrics()[1]);
    assertThat(new BinaryClassificationEvaluator().evaluate(chosen.transform(oaks)))
        .isGreaterThan(0.95);
  }

  private GraphEstimator plots() {
    return new GraphEstimator()
        .setSpec(
            """
            model:
              inputs: {size: [2], soil: [3]}
              layers:
                seen:   {type: Dense, units: 16, activation: relu, inputs: size}
                both:   {type: Concatenate, inputs: [seen, soil]}
                large:  {type: Dense, units: 1, inputs: both}
                weight: {type: Dense, units: 1, inputs: both}
              outputs: [large, weight]
            training:
              loss: {large: {type: BinaryCrossentropy, from_logits: true}, weight: mse}
              optimizer: {type: Adam, learning_rate: 0.02}
              epochs: 20
              batch_size: 16
            """)
        .setInputCols(Map.of("size", "size", "soil", "soil"))
        .setLabelCols(Map.of("large", "is_large", "weight", "grams"))
        .setWeightCols(Map.of("weight", "trust"));
  }

  private Dataset<Row> measured() {
    return assembler()
        .transform(leaves())
        .selectExpr(
            "size",
            "array(width / 10, 0.5D, length / 40) AS soil",
            "width > 16 AS is_large",
            "width / 8 + length / 20 AS grams",
            "1.0D AS trust",
            "pmod(hash(width), 5) = 0 AS later");
  }

  @Test
  void severalInputsAndOutputsHaveColumnsOfTheirOwn() {
    Dataset<Row> rows = measured();
    GraphModel model = plots().setValidationIndicatorCol("later").fit(rows);
    Dataset<Row> predicted = model.transform(rows);
    assertThat(List.of(predicted.columns()))
        .endsWith(
            "large_rawPrediction", "large_probability", "large_prediction", "weight_prediction");
    assertThat(
            new BinaryClassificationEvaluator()
                .setLabelCol("is_large_number")
                .setRawPredictionCol("large_rawPrediction")
                .evaluate(
                    predicted.withColumn(
                        "is_large_number", functions.col("is_large").cast("double"))))
        .isGreaterThan(0.95);
    assertThat(
            new RegressionEvaluator()
                .setLabelCol("grams")
                .setPredictionCol("weight_prediction")
                .setMetricName("r2")
                .evaluate(predicted))
        .isGreaterThan(0.8);
  }

  @Test
  void predictionsAreEqualInOneProcessByTheJobAndThroughTheStage() throws IOException {
    Dataset<Row> rows = measured().repartition(3);
    String run = folder.resolve("run").toString();
    GraphModel model = plots().setEpochs(2).setRunFolder(run).fit(rows);
    List<Row> staged = model.transform(rows).orderBy("grams").collectAsList();

    float[][] size = new float[staged.size()][];
    float[][] soil = new float[staged.size()][];
    for (int i = 0; i < size.length; i++) {
      Row row = staged.get(i);
      double[] two = row.<Vector>getAs("size").toArray();
      List<Double> three = row.getList(row.fieldIndex("soil"));
      size[i] = new float[] {(float) two[0], (float) two[1]};
      soil[i] =
          new float[] {
            three.get(0).floatValue(), three.get(1).floatValue(), three.get(2).floatValue()
          };
    }
    try (Predictor predictor = Predictor.load(Path.of(run, "model.keras"))) {
      Map<String, float[][]> alone = predictor.predict(Map.of("size", size, "soil", soil));
      for (int i = 0; i < size.length; i++) {
        Row row = staged.get(i);
        assertThat(row.<Vector>getAs("large_rawPrediction").apply(1))
            .isEqualTo(alone.get("large")[i][0]);
        assertThat(row.<Double>getAs("weight_prediction")).isEqualTo(alone.get("weight")[i][0]);
      }
    }

    String table = folder.resolve("table").toString();
    rows.write().parquet(table);
    String out = folder.resolve("predictions").toString();
    assertThat(
            MainRun.of(
                "predict",
                run,
                "--data",
                "SELECT * FROM parquet.`%s`".formatted(table),
                "--out",
                out))
        .isZero();
    open();
    List<Row> job = spark.read().parquet(out).orderBy("grams").collectAsList();
    assertThat(job).hasSameSizeAs(staged);
    for (int i = 0; i < job.size(); i++) {
      assertThat(job.get(i).<Float>getAs("weight_prediction").doubleValue())
          .isEqualTo(staged.get(i).<Double>getAs("weight_prediction"));
      assertThat(job.get(i).<Float>getAs("large_prediction").doubleValue())
          .isEqualTo(staged.get(i).<Vector>getAs("large_rawPrediction").apply(1));
    }
  }
}
