package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a golden case is held against.
 *
 * <p>Tolerances are parts of the larger of 1 and the number, for outputs of the largest number.
 * Those of outputs and weights are the ones that the page of the golden files says a right float32
 * implementation reaches; where a training cannot, {@link Deviation} says why.
 */
final class GoldenChecks {
  static final double FORWARD = 2e-6;
  private static final double SGD = 1e-6;
  private static final double ADAM = 1e-5;

  /** The page has none for these: some tens of roundings, as sums over a minibatch make. */
  private static final double GRADIENTS = 2e-6;

  private static final double LOSSES = 2e-6;

  private final GoldenCase golden;
  private final Deviation deviation;

  GoldenChecks(Path folder) throws IOException {
    golden = new GoldenCase(folder);
    deviation = Deviation.of(folder.getFileName().toString());
  }

  void inference() throws IOException {
    assertPredicts(golden.network(golden.keras().model(), DataType.FLOAT), "output", FORWARD);
  }

  /** Batch statistics in place of moving ones, and the moving ones after one forward pass. */
  void trainingMode() throws IOException {
    String after = "weights_after_one_training_forward";
    if (golden.has(after)) {
      GoldenTraining training = training(DataType.FLOAT);
      training.gradients();
      assertOutputs(training.network().lastOutputs(), "output_training_mode", FORWARD);
      assertThat(golden.named(after)).isNotEmpty();
      golden.named(after).forEach((path, e) -> assertWeight(training.network(), path, e, SGD));
    }
  }

  void gradients(DataType type) throws IOException {
    Map<String, INDArray> gradients = training(type).gradients();
    Map<String, float[]> expected = golden.gradients();
    assertThat(gradients.keySet()).isEqualTo(expected.keySet());
    expected.forEach((path, e) -> assertClose(path, gradients.get(path), e, GRADIENTS));
  }

  /** Plain gradient descent in double precision, free of our own roundings. */
  void descent() throws IOException {
    GoldenTraining training = training(DataType.DOUBLE);
    JsonNode sgd = golden.training().path("sgd");
    training.descend(sgd.path("steps").size(), sgd.at("/config/learning_rate").asDouble());
    assertLosses(training, sgd.path("steps"));
    golden.weights("weights_sgd5").forEach((p, e) -> assertWeight(training.network(), p, e, SGD));
    assertPredicts(training.network(), "output_after_sgd5", FORWARD);
  }

  void sgd() throws IOException {
    steps("sgd", "SGD", SGD, FORWARD);
  }

  void adam() throws IOException {
    GoldenTraining training = steps("adam", "Adam", ADAM, ADAM);
    if (golden.has("model_adam5.keras")) {
      KerasModel saved = KerasModel.read(golden.file("model_adam5.keras"));
      Map<String, Map<String, Tensor>> slots = saved.optimizerState().orElseThrow().slots();
      assertThat(slots.keySet()).isEqualTo(training.slots().keySet());
      slots.forEach(
          (slot, arrays) ->
              arrays.forEach(
                  (path, expected) ->
                      assertClose(
                          slot + " of " + path,
                          Nd4j.createFromArray(training.slots().get(slot).get(path)),
                          expected.values(),
                          deviation.weight(path, ADAM))));
    }
  }

  private GoldenTraining steps(String name, String optimizer, double weights, double outputs)
      throws IOException {
    GoldenTraining training = training(DataType.FLOAT);
    JsonNode run = golden.training().path(name);
    training.train(run.path("steps").size(), optimizer, run.path("config"));
    assertLosses(training, run.path("steps"));
    golden
        .weights("weights_" + name + "5")
        .forEach(
            (path, e) ->
                assertWeight(training.network(), path, e, deviation.weight(path, weights)));
    assertPredicts(training.network(), "output_after_" + name + "5", deviation.output(outputs));
    return training;
  }

  /** The head of a frozen backbone, then some of its layers too, each by an Adam of its own. */
  void phases() throws IOException {
    Map<String, float[]> weights = golden.weights("weights_init");
    for (Map.Entry<String, JsonNode> phase : golden.training().path("phases").properties()) {
      Set<String> trainable = new HashSet<>();
      phase.getValue().path("trainable").forEach(w -> trainable.add(w.asText()));
      Model model = golden.withoutDropout().withTrainable(layer -> owns(layer, trainable));
      assertThat(model.trainableWeights()).hasSameSizeAs(trainable);
      GoldenTraining training = new GoldenTraining(golden, model, DataType.FLOAT);
      weights.forEach(training.network()::set);
      JsonNode config =
          JsonNodeFactory.instance.objectNode().set("learning_rate", phase.getValue().get("lr"));
      JsonNode losses = phase.getValue().path("losses");
      training.train(losses.size(), phase.getValue().path("optimizer").asText(), config);
      assertLosses(training, losses);
      weights = golden.weights("weights_" + phase.getKey());
      weights.forEach((path, e) -> assertWeight(training.network(), path, e, ADAM));
      String outputs = "output_after_" + phase.getKey();
      if (golden.hasArrays(outputs)) {
        assertPredicts(training.network(), outputs, ADAM);
      }
    }
  }

  /** Returns whether a layer, which may stand in a nested model, owns one of some weights. */
  private static boolean owns(String layer, Set<String> weights) {
    String name = layer.substring(layer.lastIndexOf('/') + 1);
    return weights.stream().anyMatch(w -> w.startsWith(name + "/"));
  }

  /** An encoder within an autoencoder: saved by Keras, and cut out here. */
  void subModels() throws IOException {
    if (golden.has("encoder.keras")) {
      KerasModel encoder = KerasModel.read(golden.file("encoder.keras"));
      assertThat(golden.keras().weights()).containsAllEntriesOf(encoder.weights());
      Model part = golden.keras().model().part("encoder", encoder.model().outputs(), Map.of());
      assertThat(part).isEqualTo(encoder.model());
      Network network = Network.compile(part, Map.of(), 0);
      part.weights().keySet().forEach(w -> network.set(w, encoder.weights().get(w).values()));
      INDArray code = golden.array("encoder_output", part.outputs().get(0).name());
      assertClose(network.predict(golden.inputs()).get(0), code, FORWARD);
    }
  }

  private GoldenTraining training(DataType type) {
    return new GoldenTraining(golden, golden.withoutDropout(), type);
  }

  private void assertPredicts(Network network, String kind, double tolerance) throws IOException {
    assertOutputs(network.predict(golden.inputs()), kind, tolerance);
  }

  private void assertOutputs(List<INDArray> outputs, String kind, double tolerance)
      throws IOException {
    List<INDArray> expected = golden.outputs(kind);
    assertThat(outputs).hasSameSizeAs(expected);
    for (int i = 0; i < outputs.size(); i++) {
      assertClose(outputs.get(i), expected.get(i), tolerance);
    }
  }

  private static void assertLosses(GoldenTraining training, JsonNode steps) {
    List<Double> losses = new ArrayList<>(training.losses());
    assertThat(losses).hasSize(steps.size());
    for (int i = 0; i < losses.size(); i++) {
      double expected = steps.get(i).path("loss").asDouble();
      assertThat(losses.get(i))
          .as("loss before step %d", i)
          .isCloseTo(expected, within(LOSSES * Math.max(1, Math.abs(expected))));
    }
  }

  private static void assertWeight(
      Network network, String path, float[] expected, double tolerance) {
    assertClose(path, network.weight(path), expected, tolerance);
  }

  private static void assertClose(
      String path, INDArray actual, float[] expected, double tolerance) {
    double[] numbers = actual.dup('c').reshape(-1).castTo(DataType.DOUBLE).toDoubleVector();
    assertThat(numbers).as(path).hasSameSizeAs(expected);
    double worst = 0;
    int at = 0;
    for (int i = 0; i < numbers.length; i++) {
      double by = Math.abs(numbers[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
      at = by <= worst ? at : i;
      worst = Math.max(worst, by);
    }
    assertThat(worst)
        .as("%s[%d] is %s, expected %s", path, at, numbers[at], expected[at])
        .isLessThanOrEqualTo(tolerance);
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double largest = Math.max(1e-3, expected.amaxNumber().doubleValue());
    float[] scaled = expected.div(largest).dup('c').data().asFloat();
    assertClose("output", actual.castTo(DataType.DOUBLE).div(largest), scaled, tolerance);
  }
}
