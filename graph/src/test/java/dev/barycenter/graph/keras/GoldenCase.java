package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.layer.Dropout;
import dev.barycenter.graph.training.Compilation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A saved model of the golden files, its minibatch, and what Keras made of both. */
final class GoldenCase {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final KerasModel keras;
  private final JsonNode arrays;
  private final JsonNode training;

  GoldenCase(Path folder) throws IOException {
    this.folder = folder;
    keras = KerasModel.read(folder.resolve("model.keras"));
    arrays = JSON.readTree(folder.resolve("meta.json").toFile()).get("arrays");
    training = JSON.readTree(folder.resolve("training.json").toFile());
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  boolean has(String name) {
    return Files.exists(file(name));
  }

  /** Returns whether there are arrays of a kind. */
  boolean hasArrays(String kind) {
    return arrays.has(kind);
  }

  KerasModel keras() {
    return keras;
  }

  /** Returns the losses, optimizers and phases of the training. */
  JsonNode training() {
    return training;
  }

  /** Returns the minibatch, in the order of the model's inputs. */
  List<INDArray> inputs() throws IOException {
    List<INDArray> inputs = new ArrayList<>();
    for (Model.Input input : keras.model().inputs()) {
      inputs.add(array("input", input.name()));
    }
    return inputs;
  }

  /** Returns arrays of one kind, such as {@code target}, in the order of the model's outputs. */
  List<INDArray> outputs(String kind) throws IOException {
    List<INDArray> outputs = new ArrayList<>();
    for (Model.Output output : keras.model().outputs()) {
      outputs.add(array(kind, output.name()));
    }
    return outputs;
  }

  /** Returns an array by its kind and its name. */
  INDArray array(String kind, String name) throws IOException {
    JsonNode entry = arrays.path(kind).path(name);
    long[] shape = JSON.convertValue(entry.path("shape"), long[].class);
    return Nd4j.createFromArray(Npy.floats(file(entry.path("file").asText()))).reshape('c', shape);
  }

  /** Returns the weights that a folder holds, by their paths. */
  Map<String, float[]> weights(String kind) throws IOException {
    Map<String, float[]> weights = arrays(kind, List.copyOf(keras.weights().keySet()));
    if (weights.size() != keras.weights().size()) {
      throw new IllegalStateException("%s does not hold every weight.".formatted(file(kind)));
    }
    return weights;
  }

  /** Returns the weights that a folder holds, by the paths that it gives them. */
  Map<String, float[]> named(String kind) throws IOException {
    List<String> paths = new ArrayList<>();
    manifest(kind).forEach(entry -> paths.add(entry.get("path").asText()));
    return arrays(kind, paths);
  }

  /** Returns the gradients of the first step, by the paths of the trainable weights. */
  Map<String, float[]> gradients() throws IOException {
    return arrays("grads_step0", keras.model().trainableWeights());
  }

  private Map<String, float[]> arrays(String kind, List<String> paths) throws IOException {
    Map<String, float[]> found = new LinkedHashMap<>();
    JsonNode manifest = manifest(kind);
    for (int i = 0; i < manifest.size(); i++) {
      found.put(paths.get(i), Npy.floats(file(kind).resolve(manifest.get(i).get("file").asText())));
    }
    return found;
  }

  private JsonNode manifest(String kind) throws IOException {
    return JSON.readTree(file(kind + "/manifest.json").toFile());
  }

  /** Compiles a model with the weights and the losses of the file. */
  Network network(Model model, DataType type) {
    Problems problems = new Problems();
    List<String> names = model.outputs().stream().map(Model.Output::name).toList();
    Map<String, Network.WeightedLoss> losses = new LinkedHashMap<>();
    Compilation.read(names, keras.compile().orElseThrow().json(), "", problems)
        .ifPresent(
            compilation ->
                compilation
                    .outputs()
                    .forEach(
                        (name, objective) ->
                            losses.put(
                                name,
                                new Network.WeightedLoss(objective.loss(), objective.weight()))));
    problems.throwIfAny();
    Network network = Network.compile(model, losses, 0, type, false);
    keras.weights().forEach((path, tensor) -> network.set(path, tensor.values()));
    return network;
  }

  /** Returns the model as the training steps of the files saw it: with dropout switched off. */
  Model withoutDropout() {
    Model model = keras.model();
    return new Model(
        model.name(),
        model.inputs(),
        model.layers().stream()
            .map(
                named ->
                    named.layer() instanceof Dropout dropout
                        ? new Model.Named(
                            named.name(), dropout.with("rate", 0.0), named.trainable())
                        : named)
            .toList(),
        model.calls(),
        model.outputs());
  }
}
