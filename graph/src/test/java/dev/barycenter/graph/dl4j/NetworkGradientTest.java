package dev.barycenter.graph.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.ModelRun;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Exact gradients of what is wired, shared, masked, frozen and penalized, losses included. */
class NetworkGradientTest {
  private static final double STEP = 1e-5;

  static Stream<Named<Model>> models() {
    return Stream.of(
        model(
            "a sub-model called three times, once on what it made",
            """
            inputs: {x: [4], y: [4]}
            layers:
              tower:
                type: Model
                model:
                  input: [4]
                  layers:
                    - {type: Dense, units: 5, activation: tanh}
                    - {type: Dense, units: 4, activation: sigmoid}
                calls: {a: x, b: y, c: a}
              all: {type: Concatenate, inputs: [a, b, c]}
              made: {type: Dense, units: 2, inputs: all}
            outputs: [made, c]
            """),
        model(
            "a batch normalization called twice",
            """
            inputs: {x: [4], y: [4]}
            layers:
              code: {type: Dense, units: 3, calls: {a: x, b: y}}
              norm: {type: BatchNormalization, calls: {m: a, n: b}}
              made: {type: Multiply, inputs: [m, n]}
            outputs: [made]
            """),
        model(
            "a sub-model with a batch normalization, called on what it made",
            """
            inputs: {x: [3]}
            layers:
              step:
                type: Model
                model:
                  input: [3]
                  layers: [BatchNormalization, {type: Dense, units: 3, activation: tanh}]
                calls: {once: x, twice: once}
            outputs: [twice]
            """),
        model(
            "masked steps through a recurrent layer into the loss",
            """
            inputs: {x: [4, 3]}
            layers:
              masked: {type: Masking, mask_value: 0, inputs: x}
              states: {type: LSTM, units: 2, return_sequences: true, inputs: masked}
              same: {type: Identity, inputs: states}
              made: {type: TimeDistributed, layer: {type: Dense, units: 2}, inputs: same}
            outputs: [made]
            """),
        model(
            "penalties of weights and of activities",
            """
            inputs: {x: [4]}
            layers:
              code: {type: Dense, units: 3, activation: tanh, kernel_regularizer: l1, inputs: x}
              held: {type: ActivityRegularization, l1: 0.3, l2: 0.2, inputs: code}
              made: {type: Dense, units: 2, activity_regularizer: l2, bias_regularizer: l2, inputs: held}
            outputs: [made]
            """),
        model(
            "a trainable layer before a frozen one, and a frozen one within a sub-model",
            """
            inputs: {x: [4]}
            layers:
              first: {type: Dense, units: 3, activation: tanh, inputs: x}
              norm: {type: BatchNormalization, trainable: false, inputs: first}
              inner:
                type: Model
                inputs: norm
                model:
                  input: [3]
                  layers:
                    - {type: Dense, units: 3, activation: sigmoid, trainable: false}
                    - {type: Dense, units: 2}
            outputs: [inner]
            """));
  }

  private static Named<Model> model(String name, String text) {
    String spec = "model:\n" + text.indent(2);
    return Named.of(name, SpecFile.parse("m.yaml", spec).model());
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreThoseOfFiniteDifferences(Model model) {
    Map<String, Network.WeightedLoss> losses = new LinkedHashMap<>();
    for (Model.Output output : model.outputs()) {
      double weight = 0.7 + losses.size();
      losses.put(
          output.name(),
          new Network.WeightedLoss(
              new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE), weight));
    }
    Network network = Network.compile(model, losses, 3, DataType.DOUBLE, false);
    List<INDArray> x = new ArrayList<>();
    model.inputs().forEach(input -> x.add(numbers(input.shape(), x.size())));
    List<INDArray> y = new ArrayList<>();
    model.outputs().forEach(o -> y.add(ModelRun.numbers(3, model.shape(o.tensor()))));
    assertThat(error(network, x, y)).isLessThan(1e-8);
  }

  /** Returns numbers, and zeros in the last steps of the first example of a sequence. */
  private static INDArray numbers(Shape shape, int input) {
    INDArray numbers = ModelRun.numbers(3, shape).muli(1 - 0.4 * input);
    for (int step = 2; shape.rank() == 2 && step < shape.dim(0); step++) {
      numbers.slice(0).slice(step).assign(0);
    }
    return numbers;
  }

  private static double error(Network network, List<INDArray> x, List<INDArray> y) {
    network.backward(x, new ArrayList<>(y), null);
    INDArray gradients = network.gradients().dup();
    List<String> trainable = network.model().trainableWeights();
    assertThat(trainable).isNotEmpty();
    double worst = 0;
    for (String path : trainable) {
      long start = network.offset(path);
      double largest = 0;
      for (long i = start; i < start + network.weight(path).length(); i++) {
        double original = network.params().getDouble(i);
        network.params().putScalar(i, original + STEP);
        double above = network.backward(x, new ArrayList<>(y), null);
        network.params().putScalar(i, original - STEP);
        double below = network.backward(x, new ArrayList<>(y), null);
        network.params().putScalar(i, original);
        double exact = gradients.getDouble(i);
        worst = Math.max(worst, Math.abs((above - below) / (2 * STEP) - exact));
        largest = Math.max(largest, Math.abs(exact));
      }
      assertThat(largest).as(path).isPositive();
    }
    return worst;
  }
}
