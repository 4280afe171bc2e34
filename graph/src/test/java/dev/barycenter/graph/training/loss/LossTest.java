package dev.barycenter.graph.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.training.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class LossTest {
  static List<JsonNode> cases() {
    return Fixtures.entries(Fixtures.read("losses.json"));
  }

  private static Loss loss(String name, Map<String, ?> arguments) {
    return Loss.FAMILY.create(Loss.FAMILY.member(name).orElseThrow(), arguments);
  }

  private static boolean hasCorners(JsonNode testCase) {
    String type = testCase.get("type").asText();
    boolean clips =
        type.endsWith("Crossentropy") && !testCase.at("/config/from_logits").asBoolean();
    return type.endsWith("Hinge")
        || (clips
            && Arrays.stream(Fixtures.numbers(testCase.get("prediction")))
                .anyMatch(p -> p < 1e-5 || p > 1 - 1e-5));
  }

  private static double scalar(Value value, Trace trace) {
    new Program(trace, Map.of(), List.of(List.of(value))).run(0);
    return value.array().getDouble(0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAndGradientsAreThoseOfKeras(JsonNode testCase) {
    LossRun run = new LossRun(Fixtures.member(Loss.FAMILY, testCase), testCase, DataType.FLOAT);
    double expected = testCase.get("loss").asDouble();
    assertThat(run.loss()).isCloseTo(expected, within(2e-6 * Math.max(1, Math.abs(expected))));
    double[] gradient = Fixtures.numbers(testCase.get("gradient"));
    double size = Math.max(1, Arrays.stream(gradient).map(Math::abs).max().orElse(0));
    assertThat(run.gradient()).containsExactly(gradient, within(2e-6 * size));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfFiniteDifferences(JsonNode testCase) {
    assumeFalse(hasCorners(testCase), "A finite difference may straddle a corner.");
    Loss loss = Fixtures.member(Loss.FAMILY, testCase);
    LossRun run = new LossRun(loss, testCase, DataType.DOUBLE);
    assertThat(run.gradientError()).isLessThan(1e-6);
  }

  @Test
  void everyLossHasACase() {
    Set<String> seen = new TreeSet<>();
    cases().forEach(c -> seen.add(c.get("type").asText()));
    assertThat(Loss.FAMILY.names()).containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void meanSquaredErrorIsTheMeanOfSquares() {
    Trace trace = new Trace(DataType.DOUBLE);
    Ops ops = trace.ops();
    Value target = ops.constant(new double[] {1, 2, 3, 4}, 2, 2);
    Value prediction = ops.constant(new double[] {2, 2, 5, 3}, 2, 2);
    Value weights = ops.constant(new double[] {1, 3}, 2);
    Value loss = loss("mse", Map.of()).record(ops, target, prediction, weights, null);
    // Samples (1 + 0) / 2 and (4 + 1) / 2, weighted 1 and 3, over 2 samples.
    assertThat(scalar(loss, trace)).isEqualTo((0.5 + 3 * 2.5) / 2);
  }

  @Test
  void aMaskMakesTheMeanOneOverTheStepsThatCount() {
    Trace trace = new Trace(DataType.DOUBLE);
    Ops ops = trace.ops();
    Value target = ops.constant(new double[] {0, 0, 0, 0, 0, 0}, 2, 3, 1);
    Value prediction = ops.constant(new double[] {1, 2, 9, 3, 9, 9}, 2, 3, 1);
    Value mask = ops.constant(new double[] {1, 1, 0, 1, 0, 0}, 2, 3);
    Value loss = loss("mae", Map.of()).record(ops, target, prediction, null, mask);
    assertThat(scalar(loss, trace)).isEqualTo((1 + 2 + 3) / 3.0);
  }

  @Test
  void aWeightOfAnExampleCountsForAllItsSteps() {
    Trace trace = new Trace(DataType.DOUBLE);
    Ops ops = trace.ops();
    Value target = ops.constant(new double[] {0, 0, 0, 0}, 2, 2, 1);
    Value prediction = ops.constant(new double[] {1, 2, 3, 4}, 2, 2, 1);
    Value weights = ops.constant(new double[] {1, 10}, 2);
    Value mask = ops.constant(new double[] {1, 0, 1, 1}, 2, 2);
    Value loss = loss("mae", Map.of()).record(ops, target, prediction, weights, mask);
    assertThat(scalar(loss, trace)).isCloseTo((1 + 30 + 40) / 3.0, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("fusible")
  void theFusedFormComputesTheSameAsActivationAndLoss(Loss loss) {
    boolean binary = loss instanceof BinaryCrossentropy;
    boolean sparse = loss instanceof SparseCategoricalCrossentropy;
    double[] target = sparse ? new double[] {0, 2, 1} : new double[] {1, 0, 0, 0, 0, 1, 0, 1, 0};
    long[] shape = sparse ? new long[] {3} : new long[] {3, 3};
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      // The second row is clipped on both sides.
      INDArray logits =
          LossRun.logits(type, 0.3, -1.2, 0.8, 60, -60, -50, 2, binary ? 0 : 1.5, -3)
              .reshape('c', 3, 3);
      LossRun apart = new LossRun(loss, target, shape, logits, false);
      LossRun fused = new LossRun(loss, target, shape, logits, true);
      assertThat(fused.loss()).isCloseTo(apart.loss(), within(2e-6));
      assertThat(fused.gradient()).containsExactly(apart.gradient(), within(2e-7));
    }
  }

  static List<Loss> fusible() {
    return List.of(
        loss("bce", Map.of()),
        loss("bce", Map.of("label_smoothing", 0.1)),
        loss("categorical_crossentropy", Map.of()),
        loss("categorical_crossentropy", Map.of("label_smoothing", 0.1)),
        loss("sparse_categorical_crossentropy", Map.of()));
  }

  @Nested
  @DisplayName("is read")
  class Reading {
    private Loss read(String text) throws Exception {
      Problems problems = new Problems();
      Loss loss = Loss.FAMILY.read(new ObjectMapper().readTree(text), "/loss", problems);
      problems.throwIfAny();
      return loss;
    }

    @Test
    void byAllNamesThatKerasKnows() {
      for (String name : List.of("mse", "MSE", "mean_squared_error", "MeanSquaredError")) {
        Problems problems = new Problems();
        assertThat(Loss.FAMILY.read(TextNode.valueOf(name), "", problems))
            .isEqualTo(new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE));
      }
    }

    @Test
    void fromTheFormsOfKerasFiles() throws Exception {
      assertThat(
              read(
                  """
                  {"module": "keras.losses", "class_name": "SparseCategoricalCrossentropy",
                   "config": {"name": "x", "reduction": "sum", "from_logits": true, "ignore_class": null},
                   "registered_name": null}"""))
          .isEqualTo(new SparseCategoricalCrossentropy(true, null, Reduction.SUM, -1));
      assertThat(
              read(
                  """
                  {"module": "builtins", "class_name": "function", "config": "poisson", "registered_name": "function"}"""))
          .isEqualTo(new ErrorLoss.Poisson(Reduction.SUM_OVER_BATCH_SIZE));
    }

    @Test
    void andWrittenBack() throws Exception {
      Loss loss = loss("huber", Map.of("delta", 2.5));
      assertThat(Loss.FAMILY.write(loss).toString())
          .isEqualTo(
              "{\"class_name\":\"Huber\",\"config\":{\"delta\":2.5,\"reduction\":\"sum_over_batch_size\"}}");
    }

    @Test
    void butNotWithoutReduction() {
      for (String none : List.of("null", "\"none\"")) {
        assertThatThrownBy(() -> read("{\"type\": \"mse\", \"reduction\": %s}".formatted(none)))
            .hasMessage(
                "/loss: 'reduction' is none, which leaves no number to train on. Use sum_over_batch_size.");
      }
    }

    @Test
    void butNotWhatCannotBeHad() {
      assertThatThrownBy(() -> read("\"ctc\""))
          .hasMessage(
              "/loss: The loss 'ctc' cannot be had: it aligns sequences of different lengths, which needs a dynamic program of its own. Give every time step a label and use sparse_categorical_crossentropy.");
    }
  }

  @Nested
  @DisplayName("tells that it does not fit")
  class Fitting {
    private Fit fit(String name, Shape prediction, Shape target, Activation last) {
      return loss(name, Map.of()).check(prediction, target, last);
    }

    @Test
    void oneClass() {
      assertThat(fit("categorical_crossentropy", Shape.of(1), Shape.of(1), Activation.SIGMOID))
          .isEqualTo(
              Fit.error(
                  "categorical_crossentropy compares classes, but the output has shape (1,): one class, with a loss that is always 0. Use binary_crossentropy, or give the last layer one unit per class."));
    }

    @Test
    void labelsWhereOneHotTargetsBelong() {
      assertThat(fit("categorical_crossentropy", Shape.of(10), Shape.of(), Activation.SOFTMAX))
          .isEqualTo(
              Fit.error(
                  "categorical_crossentropy wants a number for each of 10 classes, but the targets have shape (): one label. Use sparse_categorical_crossentropy, or one-hot targets."));
    }

    @Test
    void oneHotTargetsWhereLabelsBelong() {
      assertThat(
              fit(
                  "sparse_categorical_crossentropy",
                  Shape.of(10),
                  Shape.of(10),
                  Activation.SOFTMAX))
          .isEqualTo(
              Fit.error(
                  "sparse_categorical_crossentropy wants one label, a whole number, but the targets have shape (10,): a number for each class. Use categorical_crossentropy, or the labels themselves."));
    }

    @Test
    void targetsOfAnotherShape() {
      assertThat(fit("mse", Shape.of(3), Shape.of(2), Activation.LINEAR))
          .isEqualTo(
              Fit.error(
                  "mean_squared_error wants targets of shape (3,) for an output of shape (3,), but they have shape (2,). Change the targets, or the units of the last layer."));
    }

    @Test
    void logitsThatAreProbabilities() {
      assertThat(
              loss("categorical_crossentropy", Map.of("from_logits", true))
                  .check(Shape.of(3), Shape.of(3), Activation.SOFTMAX))
          .isEqualTo(
              Fit.warning(
                  "categorical_crossentropy has from_logits: true, but the output is a softmax, which makes probabilities. Use activation linear, or from_logits: false."));
    }

    @Test
    void probabilitiesThatAreNone() {
      assertThat(fit("bce", Shape.of(1), Shape.of(), Activation.LINEAR))
          .isEqualTo(
              Fit.warning(
                  "binary_crossentropy wants probabilities, but the output has activation linear. Use activation sigmoid, or from_logits: true."));
    }

    @Test
    void aSoftmaxOverOneUnit() {
      assertThat(fit("mse", Shape.of(1), Shape.of(), Activation.SOFTMAX))
          .isEqualTo(
              Fit.warning(
                  "The output is a softmax over 1 unit, which is always 1. Use activation sigmoid."));
    }

    @Test
    void andIsSilentWhereItFits() {
      assertThat(fit("mse", Shape.of(1), Shape.of(), Activation.LINEAR)).isEqualTo(Fit.GOOD);
      assertThat(
              fit(
                  "sparse_categorical_crossentropy",
                  Shape.of(7, 4),
                  Shape.of(7),
                  Activation.SOFTMAX))
          .isEqualTo(Fit.GOOD);
      assertThat(
              fit("sparse_categorical_crossentropy", Shape.of(4), Shape.of(1), Activation.SOFTMAX))
          .isEqualTo(Fit.GOOD);
      assertThat(fit("mse", Shape.of(-1, 2), Shape.of(5, 2), null)).isEqualTo(Fit.GOOD);
    }
  }

  @Test
  void aLabelThatIsNoClassIsRefused() {
    SparseCategoricalCrossentropy loss =
        (SparseCategoricalCrossentropy)
            loss("sparse_categorical_crossentropy", Map.of("ignore_class", -1));
    loss.checkLabels(new float[] {0, 2, -1, 1}, Shape.of(3));
    assertThatThrownBy(() -> loss.checkLabels(new float[] {0, 3}, Shape.of(3)))
        .hasMessage(
            "Label 3.0 at position 1 of a minibatch is no class: sparse_categorical_crossentropy wants whole numbers from 0 to 2. Index the labels, or give the last layer more units.");
  }
}
