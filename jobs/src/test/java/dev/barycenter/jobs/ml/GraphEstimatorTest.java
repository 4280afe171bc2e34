package dev.barycenter.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class GraphEstimatorTest {
  private static final StructType TABLE =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("list", DataTypes.createArrayType(DataTypes.FloatType))
          .add("word", DataTypes.StringType)
          .add("label", DataTypes.DoubleType);

  private static GraphEstimator estimator() {
    return new GraphEstimator("e")
        .setSpec(
            """
            model: {input: [2], layers: [{type: Dense, name: y, units: 1}]}
            training: {loss: mse, optimizer: SGD, epochs: 4, replicas: 3}
            """);
  }

  private static RunSpec spec(GraphEstimator estimator) {
    EstimatorSpec own = new EstimatorSpec(estimator);
    return own.read(own.backbones(new Configuration()));
  }

  @Test
  void parametersTakeThePlaceOfEntries() {
    RunSpec spec =
        spec(
            estimator()
                .setEpochs(7)
                .setBatchSize(5)
                .setLearningRate(0.25)
                .setLocalSteps(9)
                .setSeed(3)
                .setValidationIndicatorCol("late"));
    assertThat(spec.text())
        .contains("epochs: 7", "batch_size: 5", "replicas: 3", "local_steps: 9", "seed: 3")
        .contains("optimizer: {type: SGD, learning_rate: 0.25}");
    assertThat(spec.data().validation().where()).isEqualTo("`late`");
    assertThat(spec.data().inputs().get("input").columns()).containsExactly("features");
    assertThat(spec.data().targets().get("y").columns()).containsExactly("label");
    assertThat(spec(estimator()).training().epochs()).isEqualTo(4);
  }

  @Test
  void aModelBuiltInJavaIsASpec() {
    GraphEstimator given =
        estimator()
            .setModel(
                SpecFile.parse("m", estimator().$(estimator().spec())).model(),
                "{loss: mse, epochs: 2}");
    assertThat(spec(given).training().epochs()).isEqualTo(2);
    assertThat(spec(given).model().inputs()).isEqualTo(spec(estimator()).model().inputs());
  }

  @Test
  void theSchemaIsCheckedBeforeAnyRowIsRead() {
    assertThat(estimator().transformSchema(TABLE).fieldNames()).endsWith("label", "prediction");
    assertThat(estimator().setFeaturesCol("list").transformSchema(TABLE).size()).isEqualTo(5);
    assertThatThrownBy(() -> estimator().setFeaturesCol("word").transformSchema(TABLE))
        .hasMessage(
            "'input' is to be read from the column 'word' of type string: expected numbers, a vector or an array; put a StringIndexer or OneHotEncoder before.");
    assertThatThrownBy(() -> estimator().setLabelCol("lable").transformSchema(TABLE))
        .hasMessage(
            "'y' is to be read from the column 'lable', which the table does not have. Did you mean 'label'?");
    assertThatThrownBy(() -> estimator().setPredictionCol("list").transformSchema(TABLE))
        .hasMessage(
            "The table already has a column 'list', as predictions would be called. Rename or drop it.");
    assertThatThrownBy(() -> estimator().setInputCols(Map.of("x", "list")).transformSchema(TABLE))
        .hasMessage("inputCols has no column for 'input': give one to each of [input].");
    assertThatThrownBy(() -> estimator().setEpochs(0).transformSchema(TABLE))
        .hasMessageContaining("training: 'epochs' is 0: expected at least 1.");
    assertThatThrownBy(() -> new GraphEstimator("e").transformSchema(TABLE))
        .hasMessage("e has no spec. Set one with setSpec, setSpecFile or setModel.");
  }
}
