package dev.barycenter.graph.inference;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained model that predicts.
 *
 * <pre>{@code
 * try (Predictor predictor = Predictor.load(Path.of("runs/digits/model.keras"))) {
 *   float[] pixels = new float[64]; // 8 rows of 8 numbers, one after the other
 *   float[] digits = predictor.predict(pixels); // 10 probabilities
 *   float[][] several = {pixels, pixels};
 *   Map<String, float[][]> byName = predictor.predict(Map.of("pixels", several));
 * }
 * }</pre>
 *
 * <p>An example of an input is its numbers in C order, the channels last: {@code 64} floats for the
 * shape {@code (8, 8, 1)}. Along an axis of unknown length examples may differ; they are filled up
 * with zeros to the longest of their minibatch. An output is laid out the same way.
 *
 * <p>Examples are computed in minibatches of {@value #BATCH}, in inference mode. Threads may share
 * a predictor: their calls take turns. For more at once, give each thread its own.
 */
public final class Predictor implements AutoCloseable {
  /** The most examples that are computed at once. */
  public static final int BATCH = 256;

  private final Model model;
  private final Map<String, INDArray> reused = new LinkedHashMap<>();
  private @Nullable Network network;

  private Predictor(Model model, Network network) {
    this.model = model;
    this.network = network;
  }

  /**
   * Loads a {@code .keras} file, such as {@code model.keras} of a run folder, or a legacy {@code
   * .h5}.
   *
   * @throws IOException if it cannot be read
   * @throws dev.barycenter.graph.keras.KerasFileException if it is damaged or has what is not
   *     supported
   * @throws IllegalArgumentException if it has no weights
   */
  public static Predictor load(Path file) throws IOException {
    KerasModel stored = KerasModel.read(file);
    Map<String, float[]> weights = new LinkedHashMap<>();
    stored.weights().forEach((path, tensor) -> weights.put(path, tensor.values()));
    return of(stored.model(), weights);
  }

  /**
   * Compiles a model.
   *
   * @param weights the numbers of every weight in C order, by its path in {@link Model#weights()};
   *     others are left out
   * @throws IllegalArgumentException if one is missing or has another number of values
   */
  public static Predictor of(Model model, Map<String, float[]> weights) {
    List<String> missing =
        model.weights().keySet().stream().filter(path -> !weights.containsKey(path)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Model '%s' has no values for its weights %s: only a trained model predicts."
              .formatted(model.name(), missing));
    }
    Network network = Network.compile(model, Map.of(), 0);
    Set<String> paths = model.weights().keySet();
    weights.forEach(
        (path, numbers) -> {
          if (paths.contains(path)) {
            network.set(path, numbers);
          }
        });
    return new Predictor(model, network);
  }

  /** Returns the model, with the names and shapes of its inputs and outputs. */
  public Model model() {
    return model;
  }

  /** Returns the output of one example, for a model with one input and one output. */
  public float[] predict(float... example) {
    return predict(new float[][] {example})[0];
  }

  /** Returns the output of each example, for a model with one input and one output. */
  public float[][] predict(float[][] examples) {
    if (model.inputs().size() != 1 || model.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "Model '%s' has %d inputs and %d outputs: give a map of inputs by name."
              .formatted(model.name(), model.inputs().size(), model.outputs().size()));
    }
    return predict(Map.of(model.inputs().get(0).name(), examples)).values().iterator().next();
  }

  /**
   * Returns the outputs by name, in the model's order: a row for each example.
   *
   * @param inputs for each input of the model its examples, the same number for all
   * @throws IllegalArgumentException if inputs do not fit the model
   * @throws IllegalStateException if it is closed
   */
  public synchronized Map<String, float[][]> predict(Map<String, float[][]> inputs) {
    if (network == null) {
      throw new IllegalStateException("The predictor of '%s' is closed.".formatted(model.name()));
    }
    int examples = check(inputs);
    Map<String, float[][]> outputs = new LinkedHashMap<>();
    model.outputs().forEach(output -> outputs.put(output.name(), new float[examples][]));
    for (int from = 0; from < examples; from += BATCH) {
      minibatch(network, inputs, from, Math.min(examples, from + BATCH), outputs);
    }
    return outputs;
  }

  private void minibatch(
      Network compiled,
      Map<String, float[][]> inputs,
      int from,
      int to,
      Map<String, float[][]> outputs) {
    List<INDArray> features = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      features.add(new Examples(input, find(inputs, input), from, to).into(reused));
    }
    List<INDArray> made = compiled.predict(features);
    for (int o = 0; o < made.size(); o++) {
      float[] all = made.get(o).data().asFloat();
      float[][] rows = find(outputs, model.outputs().get(o));
      int width = all.length / (to - from);
      for (int i = from; i < to; i++) {
        rows[i] = new float[width];
        System.arraycopy(all, (i - from) * width, rows[i], 0, width);
      }
    }
  }

  private static float[][] find(Map<String, float[][]> arrays, Model.Input input) {
    return arrays.getOrDefault(input.name(), new float[0][]);
  }

  private static float[][] find(Map<String, float[][]> arrays, Model.Output output) {
    return arrays.getOrDefault(output.name(), new float[0][]);
  }

  /** Returns the number of examples. */
  private int check(Map<String, float[][]> inputs) {
    List<String> names = model.inputs().stream().map(Model.Input::name).toList();
    for (String given : inputs.keySet()) {
      if (!names.contains(given)) {
        throw new IllegalArgumentException(
            "Model '%s' has no input '%s'. %s"
                .formatted(model.name(), given, Problems.suggestion(given, names)));
      }
    }
    int examples = -1;
    for (Model.Input input : model.inputs()) {
      float[][] given = inputs.get(input.name());
      if (given == null) {
        throw new IllegalArgumentException(
            "Nothing is given for the input '%s' of shape %s."
                .formatted(input.name(), input.shape()));
      }
      if (examples >= 0 && given.length != examples) {
        throw new IllegalArgumentException(
            "The input '%s' has %d examples, but '%s' has %d: every input takes the same number."
                .formatted(input.name(), given.length, names.get(0), examples));
      }
      examples = given.length;
    }
    return examples;
  }

  /** Frees the weights and buffers, which lie outside of Java's heap. */
  @Override
  public synchronized void close() {
    if (network != null) {
      network.dl4j().close();
      network = null;
      reused.values().forEach(INDArray::close);
      reused.clear();
    }
  }
}
