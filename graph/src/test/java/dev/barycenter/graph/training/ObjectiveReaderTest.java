package dev.barycenter.graph.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.loss.BinaryCrossentropy;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Reduction;
import dev.barycenter.graph.training.metric.AccuracyMetric;
import dev.barycenter.graph.training.metric.ErrorMetric;
import dev.barycenter.graph.training.metric.Metric;
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

class ObjectiveReaderTest {
  private final Problems problems = new Problems();

  private Map<String, Objective> read(String yaml, String... outputs) throws Exception {
    return new ObjectiveReader(
            List.of(outputs), new YAMLMapper().readTree(yaml), "/training", problems)
        .read();
  }

  private List<String> found() {
    return problems.found().stream().map(p -> p.place() + ": " + p.message()).toList();
  }

  @Test
  void everythingThatIsSaidOfAnOutputIsRead() throws Exception {
    Objective same =
        read(
                """
                loss: {same: binary_crossentropy}
                loss_weights: 0.5
                metrics: {same: [accuracy, mae]}
                weighted_metrics: auc
                class_weight: {0: 1, 1: 2.5}
                """,
                "same")
            .get("same");
    assertThat(found()).isEmpty();
    assertThat(same.loss())
        .isEqualTo(new BinaryCrossentropy(false, 0, -1, Reduction.SUM_OVER_BATCH_SIZE));
    assertThat(same.weight()).isEqualTo(0.5);
    assertThat(same.metrics())
        .containsExactly(new AccuracyMetric.Accuracy(), new ErrorMetric.MeanAbsoluteError());
    assertThat(same.weightedMetrics()).extracting(Metric::name).containsExactly("auc");
    assertThat(same.classWeights()).isEqualTo(Map.of(0, 1.0, 1, 2.5));
  }

  @Test
  void oneLossGoesForAllOutputs() throws Exception {
    Map<String, Objective> objectives = read("loss: mse", "a", "b");
    assertThat(found()).isEmpty();
    assertThat(objectives.keySet()).containsExactly("a", "b");
    assertThat(objectives.get("b").loss())
        .isEqualTo(new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE));
    assertThat(objectives.get("b").weight()).isEqualTo(1);
  }

  @Test
  void everyMistakeIsReported() throws Exception {
    read(
        """
        loss: {price: msee, colour: mse}
        loss_weights: {price: heavy}
        metrics: {price: [accurracy]}
        class_weight: {price: {a: 1, 1: much}}
        """,
        "price",
        "color");
    assertThat(found())
        .containsExactly(
            "/training/loss/colour: There is no output 'colour'. Did you mean 'color'?",
            "/training/loss/price: Unknown loss 'msee'. Did you mean 'mse'?",
            "/training/loss_weights/price: Found \"heavy\": expected a number.",
            "/training/metrics/price: Unknown metric 'accurracy'. Did you mean 'Accuracy'?",
            "/training/class_weight/price/a: Found the class 'a': expected its number, from 0 on.",
            "/training/class_weight/price/1: Found \"much\": expected a number.",
            "/training/loss: Output 'color' has no loss. Give it one under 'loss', or null if it is not trained for.");
  }

  @Test
  void anOutputMayBeLeftUntrainedButNotAll() throws Exception {
    assertThat(read("loss: {a: mse, b: null}", "a", "b").get("b").loss()).isNull();
    assertThat(found()).isEmpty();
    read("loss: {a: null}", "a");
    assertThat(found())
        .containsExactly("/training/loss: No output has a loss. Give one, such as loss: mse.");
  }

  @Test
  void listsGoByTheOrderOfTheOutputs() throws Exception {
    Map<String, Objective> objectives =
        read("{loss: [mse, mae], loss_weights: [1, 0.5], metrics: [[mae], null]}", "a", "b");
    assertThat(objectives.get("b").weight()).isEqualTo(0.5);
    assertThat(objectives.get("a").metrics()).hasSize(1);
    assertThat(objectives.get("b").metrics()).isEmpty();
    read("loss: [mse]", "a", "b");
    assertThat(found())
        .contains(
            "/training/loss: Found a list of 1 for the outputs [a, b]. Give one for each, or write them by name.");
  }

  @Test
  void aNegativeWeightIsAMistake() throws Exception {
    read("{loss: mse, class_weight: {1: -2}}", "y");
    assertThat(found())
        .containsExactly(
            "/training: Output 'y': The weight of class 1 must be at least 0, but was -2.0.");
  }

  @Test
  void objectivesCrossTheWire() throws Exception {
    Objective y = read("{loss: huber, class_weight: {1: 3}, metrics: [auc]}", "y").get("y");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(y);
    Object back = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(back).isEqualTo(y);
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
          new ObjectiveReader(outputs, config.get("compile_config"), "", problems).read();
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
