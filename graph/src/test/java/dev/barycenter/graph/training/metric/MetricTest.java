package dev.barycenter.graph.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {
  static List<JsonNode> cases() {
    return Fixtures.entries(Fixtures.read("metrics.json"));
  }

  private static Metric metric(String name, Map<String, ?> arguments) {
    return Metric.FAMILY.create(Metric.FAMILY.member(name).orElseThrow(), arguments);
  }

  private static Rows rows(JsonNode batch) {
    long[] predictions = Fixtures.shape(batch.get("prediction"));
    long[] targets = Fixtures.shape(batch.get("target"));
    int width = (int) predictions[predictions.length - 1];
    int perExample = predictions.length == 3 ? (int) predictions[1] : 1;
    int targetWidth = targets.length < predictions.length ? 1 : (int) targets[targets.length - 1];
    Rows rows =
        new Rows(
            (int) predictions[0],
            perExample,
            width,
            Fixtures.floats(batch.get("prediction")),
            targetWidth,
            Fixtures.floats(batch.get("target")));
    for (String factors : List.of("weights", "mask")) {
      rows =
          batch.get(factors).isNull() ? rows : rows.weighted(Fixtures.floats(batch.get(factors)));
    }
    return rows;
  }

  private static Shape shape(JsonNode batch) {
    long[] shape = Fixtures.shape(batch.get("prediction"));
    return Shape.of(Arrays.stream(shape).skip(1).mapToInt(i -> (int) i).toArray());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resultsAreThoseOfKeras(JsonNode testCase) {
    Metric metric = Fixtures.member(Metric.FAMILY, testCase);
    List<JsonNode> batches = Fixtures.entries(testCase.get("batches"));
    double[] total = new double[metric.size(shape(batches.get(0)))];
    for (JsonNode batch : batches) {
      double[] sums = new double[total.length];
      metric.add(sums, rows(batch));
      Arrays.setAll(total, i -> total[i] + sums[i]);
    }
    double expected = testCase.get("result").asDouble();
    assertThat(metric.result(total))
        .isCloseTo(expected, within(2e-6 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void everyMetricButTheAutomaticOneHasACase() {
    Set<String> seen = new TreeSet<>(Set.of("Accuracy"));
    cases().forEach(c -> seen.add(c.get("type").asText()));
    assertThat(Metric.FAMILY.names()).containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void accuracyMeansWhatFitsTheOutput() {
    Metric accuracy = metric("accuracy", Map.of());
    assertThat(accuracy.on(Shape.of(1), Shape.of())).isEqualTo(metric("binary_accuracy", Map.of()));
    assertThat(accuracy.on(Shape.of(3), Shape.of()))
        .isEqualTo(metric("sparse_categorical_accuracy", Map.of()));
    assertThat(accuracy.on(Shape.of(7, 3), Shape.of(7, 1)))
        .isEqualTo(metric("sparse_categorical_accuracy", Map.of()));
    assertThat(accuracy.on(Shape.of(3), Shape.of(3)))
        .isEqualTo(metric("categorical_accuracy", Map.of()));
  }

  @Test
  void examplesBeyondTheLastOneDoNotCount() {
    Metric mae = metric("mae", Map.of());
    double[] sums = new double[2];
    mae.add(sums, new Rows(2, 1, 1, new float[] {1, 2, 99}, 1, new float[3]));
    assertThat(mae.result(sums)).isEqualTo(1.5);
  }

  @Test
  void aMaskedRowMayHoldAnything() {
    for (Class<? extends Metric> type : MetricCatalog.MEMBERS) {
      Map<String, ?> arguments =
          type.getSimpleName().startsWith("F") && type.getSimpleName().endsWith("Score")
              ? Map.of("average", "macro")
              : Map.of();
      Metric metric = Metric.FAMILY.create(type, arguments);
      boolean labels = metric.name().startsWith("sparse");
      float[] targets = labels ? new float[] {1, 0, 0} : new float[] {0, 1, 1, 0, 0, 0};
      float[] predictions = {0.2f, 0.8f, 0.6f, 0.4f, Float.NaN, Float.NaN};
      int width = labels ? 1 : 2;
      double[] masked = new double[metric.size(Shape.of(2))];
      double[] cut = new double[masked.length];
      metric.add(
          masked, new Rows(3, 1, 2, predictions, width, targets).weighted(new float[] {1, 1, 0}));
      metric.add(cut, new Rows(2, 1, 2, predictions, width, targets));
      if (metric instanceof R2Score) {
        masked[masked.length - 1] = cut[cut.length - 1]; // Keras counts targets, not weights
      }
      assertThat(masked).as(metric.name()).containsExactly(cut);
    }
  }

  @Test
  void aWeightOfAnExampleCountsForAllItsRows() {
    Metric accuracy = metric("sparse_categorical_accuracy", Map.of());
    double[] sums = new double[2];
    float[] predictions = {1, 0, 1, 0, 0, 1, 1, 0};
    float[] labels = {0, 1, 1, 1};
    accuracy.add(sums, new Rows(2, 2, 2, predictions, 1, labels).weighted(new float[] {1, 3}));
    // Rows: right, wrong, right, wrong; weights 1, 1, 3, 3.
    assertThat(accuracy.result(sums)).isEqualTo(0.5);
    assertThat(sums[1]).isEqualTo(4);
  }

  @Test
  void perfectPredictionsHaveAnAreaOfOne() {
    Metric auc = metric("auc", Map.of());
    double[] sums = new double[auc.size(Shape.of(1))];
    auc.add(sums, new Rows(4, 1, 1, new float[] {0, 0.2f, 0.7f, 1}, 1, new float[] {0, 0, 1, 1}));
    assertThat(auc.result(sums)).isCloseTo(1, within(1e-12));
  }

  @Test
  void namesAreThoseOfKeras() {
    assertThat(metric("mae", Map.of()).name()).isEqualTo("mean_absolute_error");
    assertThat(metric("auc", Map.of()).name()).isEqualTo("auc");
    assertThat(metric("R2Score", Map.of()).name()).isEqualTo("r2_score");
    assertThat(metric("F1Score", Map.of()).name()).isEqualTo("f1_score");
  }

  @Test
  void metricsThatDoNotFitSaySo() {
    assertThat(metric("sparse_categorical_accuracy", Map.of()).check(Shape.of(3), Shape.of(3)))
        .containsExactly(
            "sparse_categorical_accuracy wants labels, but the targets have shape (3,): a number for each class. Use the metric without sparse in its name, or accuracy.");
    assertThat(metric("precision", Map.of()).check(Shape.of(3), Shape.of()))
        .containsExactly(
            "precision compares 3 predictions with as many targets, but the targets have shape (). For labels use the sparse metric of its kind, or accuracy.");
    assertThat(metric("f1_score", Map.of()).check(Shape.of(3), Shape.of(3)))
        .containsExactly(
            "f1_score gives a number for each of 3 classes. Give it average: macro, micro or weighted.");
    assertThat(metric("accuracy", Map.of()).check(Shape.of(3), Shape.of())).isEmpty();
  }

  @Test
  void whatCannotBeHadIsRefused() throws Exception {
    Problems problems = new Problems();
    Metric.FAMILY.read(new ObjectMapper().readTree("\"MeanIoU\""), "/metrics/0", problems);
    Metric.FAMILY.read(new ObjectMapper().readTree("\"acuracy\""), "/metrics/1", problems);
    assertThat(problems.found())
        .extracting(p -> p.place() + ": " + p.message())
        .containsExactly(
            "/metrics/0: The metric 'MeanIoU' cannot be had: there is no confusion matrix for segmentation. Use dice as loss, or accuracy.",
            "/metrics/1: Unknown metric 'acuracy'. Did you mean 'Accuracy'?");
    assertThatThrownBy(() -> metric("auc", Map.of("multi_label", true)))
        .hasMessage(
            "AUC has multi_label: true, num_labels: null and label_weights: null, but takes all units together. Leave them out.");
  }
}
