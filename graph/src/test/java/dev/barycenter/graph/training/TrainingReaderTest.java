package dev.barycenter.graph.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.loss.BinaryCrossentropy;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Reduction;
import dev.barycenter.graph.training.metric.AccuracyMetric;
import dev.barycenter.graph.training.metric.ErrorMetric;
import dev.barycenter.graph.training.optimizer.Adam;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TrainingReaderTest {
  private final Problems problems = new Problems();

  private TrainingSpec read(String yaml, String... outputs) throws Exception {
    return TrainingReader.read(
        new YAMLMapper().readTree(yaml), "/training", List.of(outputs), problems);
  }

  private List<String> found() {
    return problems.found().stream().map(p -> p.place() + ": " + p.message()).toList();
  }

  @Test
  void aWholeSectionIsRead() throws Exception {
    TrainingSpec spec =
        read(
            """
            loss: {same: binary_crossentropy}
            metrics: {same: [accuracy, mae]}
            class_weight: {0: 1, 1: 2.5}
            optimizer: {type: Adam, learning_rate: 1e-2}
            epochs: 5
            batch_size: 64
            replicas: 4
            averaging: {local_steps: 20, outer: {type: nesterov, momentum: 0.8}, wire: bfloat16}
            early_stopping: {monitor: val_accuracy, patience: 3}
            """,
            "same");
    assertThat(found()).isEmpty();
    Objective same = spec.objectives().get("same");
    assertThat(same.loss())
        .isEqualTo(new BinaryCrossentropy(false, 0, -1, Reduction.SUM_OVER_BATCH_SIZE));
    assertThat(same.metrics())
        .containsExactly(new AccuracyMetric.Accuracy(), new ErrorMetric.MeanAbsoluteError());
    assertThat(same.classWeights()).isEqualTo(Map.of("0", 1.0, "1", 2.5));
    assertThat(spec.optimizer().learningRate().rate(7)).isEqualTo(0.01);
    assertThat(spec.pace()).isEqualTo(new TrainingSpec.Pace(5, 64, 4, 0));
    assertThat(spec.averaging())
        .isEqualTo(
            new AveragingSpec(
                new LocalSteps.Fixed(20),
                new OuterOptimizer.Nesterov(0.7, 0.8),
                AveragingSpec.OptimizerState.AVERAGE,
                AveragingSpec.Wire.BFLOAT16,
                AveragingSpec.NonFinite.STOP));
    assertThat(spec.earlyStopping().higherIsBetter(spec.objectives())).isTrue();
    assertThat(spec.earlyStopping().metric()).isEqualTo("accuracy");
  }

  @Test
  void theDefaultsNeedALossOnly() throws Exception {
    TrainingSpec spec = read("loss: mse", "a", "b");
    assertThat(found()).isEmpty();
    assertThat(spec.objectives().keySet()).containsExactly("a", "b");
    assertThat(spec.objectives().get("b").loss())
        .isEqualTo(new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE));
    assertThat(spec.optimizer()).isInstanceOf(Adam.class);
    assertThat(spec.averaging().outer()).isEqualTo(new OuterOptimizer.Mean(1));
  }

  @Test
  void localStepsMayFollowASchedule() throws Exception {
    TrainingSpec spec =
        read(
            "{loss: mse, averaging: {local_steps: {type: scheduled, from: {0: 1, 2000: 50}}}}",
            "y");
    assertThat(found()).isEmpty();
    assertThat(((LocalSteps.Scheduled) spec.averaging().localSteps()).byGlobalStep())
        .isEqualTo(Map.of(0L, 1, 2000L, 50));
  }

  @Test
  void everyMistakeIsReported() throws Exception {
    TrainingSpec spec =
        read(
            """
            loss: {price: msee, colour: mse}
            loss_weights: {price: heavy}
            metrics: {price: [accurracy]}
            optimizer: {type: Adam, learning_rat: 0.1}
            epochs: 0
            batchsize: 3
            averaging: {local_steps: 0}
            """,
            "price",
            "color");
    assertThat(spec).isNull();
    assertThat(found())
        .containsExactly(
            "/training/batchsize: Unknown argument 'batchsize' of training. Did you mean 'batch_size'?",
            "/training/optimizer/learning_rat: Unknown argument 'learning_rat' of Adam. Did you mean 'learning_rate'?",
            "/training: 'epochs' must be at least 1, but was 0.",
            "/training/averaging/local_steps: 'local_steps' must be at least 1, but was 0.",
            "/training/loss/colour: There is no output 'colour'. Did you mean 'color'?",
            "/training/loss/price: Unknown loss 'msee'. Did you mean 'mse'?",
            "/training/loss_weights/price: Found \"heavy\": expected a number.",
            "/training/metrics/price: Unknown metric 'accurracy'. Did you mean 'Accuracy'?",
            "/training: Output 'color' has no loss. Give it one under 'loss', or null if it is not trained for.");
  }

  @Test
  void anOutputMayBeLeftUntrainedButNotAll() throws Exception {
    TrainingSpec spec = read("loss: {a: mse, b: null}", "a", "b");
    assertThat(spec.objectives().get("b").loss()).isNull();
    assertThat(read("loss: {a: null}", "a")).isNull();
    assertThat(found())
        .containsExactly("/training: No output has a loss. Give one, such as loss: mse.");
  }

  @Test
  void listsGoByTheOrderOfTheOutputs() throws Exception {
    TrainingSpec spec =
        read("{loss: [mse, mae], loss_weights: [1, 0.5], metrics: [[mae], null]}", "a", "b");
    assertThat(spec.objectives().get("b").weight()).isEqualTo(0.5);
    assertThat(spec.objectives().get("a").metrics()).hasSize(1);
    assertThat(spec.objectives().get("b").metrics()).isEmpty();
    read("loss: [mse]", "a", "b");
    assertThat(found())
        .contains(
            "/training/loss: Found a list of 1 for the outputs [a, b]. Give one for each, or write them by name.");
  }

  @Test
  void anObjectiveChecksItsLossAndItsMetrics() throws Exception {
    Objective objective =
        read("{loss: categorical_crossentropy, metrics: [f1_score]}", "y").objectives().get("y");
    assertThat(objective.check(Shape.of(3), Shape.of(3), Activation.LINEAR).warnings())
        .containsExactly(
            "categorical_crossentropy wants probabilities, but the output has activation linear. Use activation softmax, or from_logits: true.");
    assertThat(objective.check(Shape.of(3), Shape.of(3), Activation.SOFTMAX).errors())
        .containsExactly(
            "f1_score gives a number for each of 3 classes. Give it average: macro, micro or weighted.");
  }

  @Test
  void aSpecCrossesTheWire() throws Exception {
    TrainingSpec spec = read("{loss: {y: huber}, class_weight: {y: {a: 1}}, metrics: [auc]}", "y");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(spec);
    Object back = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(back).isEqualTo(spec);
  }

  @Test
  void compileConfigsOfAllGoldenModelsAreRead() throws Exception {
    Path golden = Path.of("../../shared/golden");
    Assumptions.assumeTrue(Files.isDirectory(golden), "No golden files at " + golden);
    int read = 0;
    try (var cases = Files.newDirectoryStream(golden, "*_*")) {
      for (Path folder : cases) {
        Path file = folder.resolve("config.json");
        if (Files.exists(file)) {
          JsonNode config = new ObjectMapper().readTree(file.toFile());
          List<String> outputs = outputs(config.at("/config/output_layers"));
          new ObjectiveReader(outputs, "", problems).read(config.get("compile_config"), null);
          read++;
        }
      }
    }
    assertThat(found()).isEmpty();
    assertThat(read).isGreaterThan(15);
  }

  private static List<String> outputs(JsonNode layers) {
    if (layers.isMissingNode()) {
      return List.of("output");
    }
    if (layers.get(0).isTextual()) {
      return List.of(layers.get(0).asText());
    }
    return Fixtures.entries(layers).stream().map(l -> l.get(0).asText()).toList();
  }
}
