package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.graph.layer.ActivityRegularization;
import dev.barycenter.graph.layer.AlphaDropout;
import dev.barycenter.graph.layer.BatchNormalization;
import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.Dropout;
import dev.barycenter.graph.layer.GaussianDropout;
import dev.barycenter.graph.layer.GaussianNoise;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.SpatialDropout1D;
import dev.barycenter.graph.layer.SpatialDropout2D;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LayerLawsTest {
  static Stream<Layer> noise() {
    return Stream.of(
        of(Dropout.class, Map.of("rate", 0.3)),
        of(SpatialDropout1D.class, Map.of("rate", 0.3)),
        of(GaussianDropout.class, Map.of("rate", 0.3)),
        of(GaussianNoise.class, Map.of("stddev", 0.4)),
        of(AlphaDropout.class, Map.of("rate", 0.3)));
  }

  private static Layer of(Class<? extends Layer> type, Map<String, ?> arguments) {
    return Layer.FAMILY.create(type, arguments);
  }

  private static LayerRun run(Layer layer, boolean training, boolean trainable, INDArray input) {
    return new LayerRun(
        layer, training, trainable, List.of(input), Collections.singletonList(null));
  }

  @ParameterizedTest
  @MethodSource("noise")
  void noiseKeepsTheMean(Layer layer) {
    boolean zeroMean = layer instanceof AlphaDropout;
    INDArray input = Nd4j.zeros(DataType.FLOAT, 400, 10, 10).addi(zeroMean ? 0 : 2);
    double mean = run(layer, true, true, input).output(3).meanNumber().doubleValue();
    // 40,000 numbers (4,000 channels of SpatialDropout1D) of a deviation below 1.4.
    assertThat(mean).isCloseTo(zeroMean ? 0.0 : 2.0, within(0.07));
  }

  @ParameterizedTest
  @MethodSource("noise")
  void noiseIsAFunctionOfTheSeed(Layer layer) {
    LayerRun run = run(layer, true, true, Nd4j.ones(DataType.FLOAT, 4, 5, 6));
    INDArray first = run.output(3);
    assertThat(run.output(4)).isNotEqualTo(first);
    assertThat(run.output(3)).isEqualTo(first);
    assertThat(layer.isRandom()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("noise")
  void aSeedOfALayerChangesItsNumbers(Layer layer) {
    INDArray input = Nd4j.ones(DataType.FLOAT, 4, 5, 6);
    INDArray without = run(layer, true, true, input).output(3);
    assertThat(run(layer.with("seed", 12), true, true, input).output(3)).isNotEqualTo(without);
  }

  @ParameterizedTest
  @MethodSource("noise")
  void noiseDoesNothingInInference(Layer layer) {
    INDArray input = ModelRun.numbers(4, dev.barycenter.graph.layer.Shape.of(5, 6));
    INDArray output = run(layer, false, true, input).output(3);
    assertThat(output).isEqualTo(input.castTo(DataType.FLOAT).castTo(DataType.DOUBLE));
  }

  @Test
  void dropoutScalesUpWhatItKeeps() {
    INDArray output =
        run(of(Dropout.class, Map.of("rate", 0.75)), true, true, Nd4j.ones(DataType.FLOAT, 50, 8))
            .output(1);
    double[] values = output.reshape(-1).toDoubleVector();
    assertThat(Arrays.stream(values).distinct().sorted().toArray()).containsExactly(0, 4);
    assertThat(Arrays.stream(values).filter(v -> v == 0).count()).isBetween(270L, 330L);
  }

  @Test
  void noiseShapesAndSpatialDropoutDropTogether() {
    Layer shared = of(Dropout.class, Map.of("rate", 0.5, "noise_shape", Arrays.asList(null, 1, 6)));
    for (Layer layer : List.of(shared, of(SpatialDropout1D.class, Map.of("rate", 0.5)))) {
      INDArray output = run(layer, true, true, Nd4j.ones(DataType.FLOAT, 4, 5, 6)).output(3);
      assertThat(output.std(1).maxNumber().doubleValue()).isZero();
      assertThat(output.std(2).maxNumber().doubleValue()).isPositive();
    }
    Layer first = of(SpatialDropout2D.class, Map.of("rate", 0.5, "data_format", "channels_first"));
    INDArray output = run(first, true, true, Nd4j.ones(DataType.FLOAT, 4, 6, 3, 3)).output(3);
    assertThat(output.std(2, 3).maxNumber().doubleValue()).isZero();
    assertThat(output.std(1).maxNumber().doubleValue()).isPositive();
  }

  @Test
  void alphaDropoutKeepsTheVarianceOfStandardNormalNumbers() {
    INDArray input =
        run(
                of(GaussianNoise.class, Map.of("stddev", 1.0)),
                true,
                true,
                Nd4j.zeros(DataType.FLOAT, 200, 200))
            .output(5);
    INDArray output = run(of(AlphaDropout.class, Map.of("rate", 0.3)), true, true, input).output(9);
    assertThat(output.meanNumber().doubleValue()).isCloseTo(0, within(0.03));
    assertThat(output.varNumber().doubleValue()).isCloseTo(1, within(0.03));
  }

  @Test
  @Tag("law-5")
  void frozenBatchNormalizationChangesNothingAndUsesTheMovingStatistics() {
    Layer layer = of(BatchNormalization.class, Map.of());
    INDArray input = ModelRun.numbers(6, dev.barycenter.graph.layer.Shape.of(4)).addi(3);
    LayerRun frozen = run(layer, true, false, input);
    LayerRun inference = run(layer, false, true, input);
    Map<String, INDArray> before = new HashMap<>();
    frozen.weights().forEach((path, weight) -> before.put(path, weight.dup()));
    assertThat(frozen.output(1)).isEqualTo(inference.output(1));
    assertThat(frozen.weights()).isEqualTo(before);
    LayerRun training = run(layer, true, true, input);
    assertThat(training.output(1)).isNotEqualTo(inference.output(1));
    assertThat(training.weights().get("layer/moving_mean"))
        .isNotEqualTo(before.get("layer/moving_mean"));
  }

  @Test
  void penaltiesAreThoseOfWeightsAndOfActivities() {
    Layer dense =
        of(
            Dense.class,
            Map.of(
                "units",
                2,
                "kernel_initializer",
                "ones",
                "kernel_regularizer",
                Map.of("type", "L2", "l2", 0.5),
                "activity_regularizer",
                Map.of("type", "L1", "l1", 0.1)));
    INDArray input = Nd4j.ones(DataType.FLOAT, 4, 3);
    LayerRun run = run(dense, true, true, input);
    run.output(1);
    // 0.5 * 6 weights of 1, and 0.1 * sum of 8 outputs of 3, over a minibatch of 4.
    assertThat(run.penalties()).hasSize(2);
    assertThat(run.penalties().get(0)).isCloseTo(3.0, within(1e-6));
    assertThat(run.penalties().get(1)).isCloseTo(0.6, within(1e-6));
    LayerRun frozen = run(dense, true, false, input);
    frozen.output(1);
    assertThat(frozen.penalties()).hasSize(1);
    LayerRun activity =
        run(of(ActivityRegularization.class, Map.of("l1", 0.5, "l2", 0.25)), true, true, input);
    activity.output(1);
    assertThat(activity.penalties()).containsExactly((0.5 * 12 + 0.25 * 12) / 4);
  }

  @Test
  void layersThatDependOnPythonOrOnVocabulariesAreRefusedByName() {
    assertThatThrownBy(() -> read("StringLookup"))
        .hasMessage(
            "The layer 'StringLookup' cannot be had: it needs a vocabulary, which a model has no"
                + " place for. Do it in the preprocessing pipeline, and feed the model numbers.");
    assertThatThrownBy(() -> read("Lambda"))
        .hasMessage(
            "The layer 'Lambda' cannot be had: it holds Python code, which is never run."
                + " Write it with layers or Operation.");
  }

  private static void read(String name) {
    var problems = new dev.barycenter.graph.config.Problems();
    Layer.FAMILY.read(com.fasterxml.jackson.databind.node.TextNode.valueOf(name), "", problems);
    problems.throwIfAny();
  }
}
