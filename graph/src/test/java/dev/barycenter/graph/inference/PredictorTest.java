package dev.barycenter.graph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.keras.KerasWriter;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.spec.SpecFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class PredictorTest {
  private static final Model PICTURES =
      model(
          """
          name: pictures
          model:
            input: [6, 5, 2]
            layers:
              - {type: Conv2D, filters: 4, kernel_size: 3, activation: relu}
              - Flatten
              - {type: Dense, name: kind, units: 3, activation: softmax}
          """);
  private static final Model PAIRS =
      model(
          """
          name: pairs
          model:
            inputs: {left: [3], right: [2]}
            layers:
              both: {type: Concatenate, inputs: [left, right]}
              sum: {type: Dense, units: 1, inputs: both}
              kind: {type: Dense, units: 2, inputs: both}
            outputs: [sum, kind]
          """);
  private static final Model SEQUENCES =
      model(
          """
          name: sequences
          model:
            input: [null, 2]
            layers: [Masking, {type: LSTM, units: 3}]
          """);

  @TempDir private Path folder;

  private static Model model(String text) {
    return SpecFile.parse("m.yaml", text).model();
  }

  private static Map<String, float[]> weights(Network network) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    network.weightPaths().forEach(path -> weights.put(path, network.values(path)));
    return weights;
  }

  private static Predictor random(Model model) {
    return Predictor.of(model, weights(Network.compile(model, Map.of(), 7)));
  }

  private static float[][] examples(int count, int size) {
    Random random = new Random(5);
    float[][] examples = new float[count][size];
    for (float[] example : examples) {
      for (int i = 0; i < size; i++) {
        example[i] = random.nextFloat() - 0.5f;
      }
    }
    return examples;
  }

  @Test
  void aKerasFilePredictsWhatItsNetworkComputes() throws IOException {
    Network network = Network.compile(PICTURES, Map.of(), 7);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    PICTURES
        .weights()
        .forEach(
            (path, spec) ->
                tensors.put(
                    path,
                    Tensor.wrap(
                        spec.shape().dims().stream().mapToInt(d -> d).toArray(),
                        network.values(path))));
    Path file = folder.resolve("m.keras");
    try (OutputStream out = Files.newOutputStream(file)) {
      new KerasWriter(PICTURES, tensors, Optional.empty(), Optional.empty()).writeTo(out);
    }
    float[][] examples = examples(9, 60);
    try (Predictor predictor = Predictor.load(file)) {
      float[] expected =
          network
              .predict(List.of(Nd4j.create(examples).reshape('c', 9, 6, 5, 2)))
              .get(0)
              .data()
              .asFloat();
      assertThat(joined(predictor.predict(examples))).isEqualTo(expected);
    }
  }

  private static float[] joined(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return all;
  }

  @Test
  void anExampleIsPredictedTheSameInAnyMinibatch() {
    float[][] examples = examples(2 * Predictor.BATCH + 3, 60);
    try (Predictor predictor = random(PICTURES)) {
      float[][] together = predictor.predict(examples);
      for (int i : new int[] {0, 1, Predictor.BATCH, 2 * Predictor.BATCH + 2}) {
        assertThat(predictor.predict(examples[i])).containsExactly(together[i], within());
      }
    }
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-6f);
  }

  @Test
  void severalInputsAndOutputsGoByName() {
    try (Predictor predictor = random(PAIRS)) {
      Map<String, float[][]> made =
          predictor.predict(Map.of("right", examples(4, 2), "left", examples(4, 3)));
      assertThat(made.keySet()).containsExactly("sum", "kind");
      assertThat(made.get("sum")).hasDimensions(4, 1);
      assertThat(made.get("kind")).hasDimensions(4, 2);
    }
  }

  @Test
  void aSequenceIsPredictedTheSameBesideALongerOne() {
    float[] brief = examples(1, 4)[0];
    float[] longer = examples(2, 10)[1];
    try (Predictor predictor = random(SEQUENCES)) {
      float[] alone = predictor.predict(brief);
      float[][] together = predictor.predict(new float[][] {brief, longer});
      assertThat(together[0]).containsExactly(alone, within());
    }
  }

  @Test
  void threadsMayShareAPredictor() throws Exception {
    float[][] examples = examples(40, 60);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Predictor predictor = random(PICTURES)) {
      float[][] expected = predictor.predict(examples);
      List<Future<float[][]>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> predictor.predict(examples)));
      }
      for (Future<float[][]> one : all) {
        assertThat(one.get()).isDeepEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aClosedPredictorRefuses() {
    Predictor predictor = random(PICTURES);
    predictor.predict(new float[60]);
    predictor.close();
    predictor.close();
    assertThatThrownBy(() -> predictor.predict(new float[60]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The predictor of 'pictures' is closed.");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (Predictor pictures = random(PICTURES);
        Predictor pairs = random(PAIRS);
        Predictor sequences = random(SEQUENCES)) {
      assertThatThrownBy(() -> pictures.predict(new float[59]))
          .hasMessage(
              "The input 'input' has shape (6, 5, 2) and takes 60 numbers, but example 0 has 59.");
      assertThatThrownBy(() -> sequences.predict(new float[3]))
          .hasMessage(
              "The input 'input' has shape (None, 2) and takes a multiple of 2 numbers, but example 0 has 3.");
      assertThatThrownBy(() -> pairs.predict(new float[3]))
          .hasMessage("Model 'pairs' has 2 inputs and 2 outputs: give a map of inputs by name.");
      assertThatThrownBy(() -> pairs.predict(Map.of("left", examples(2, 3))))
          .hasMessage("Nothing is given for the input 'right' of shape (2,).");
      assertThatThrownBy(() -> pairs.predict(Map.of("lefty", examples(2, 3))))
          .hasMessage("Model 'pairs' has no input 'lefty'. Did you mean 'left'?");
      assertThatThrownBy(
              () -> pairs.predict(Map.of("left", examples(2, 3), "right", examples(1, 2))))
          .hasMessage(
              "The input 'right' has 1 examples, but 'left' has 2: every input takes the same number.");
    }
    assertThatThrownBy(() -> Predictor.of(SEQUENCES, Map.of()))
        .hasMessageStartingWith("Model 'sequences' has no values for its weights [lstm/kernel,");
  }
}
