package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.keras.KerasFileException.Problem;
import dev.barycenter.graph.keras.hdf5.Hdf5Array;
import dev.barycenter.graph.keras.hdf5.Hdf5Dataset;
import dev.barycenter.graph.keras.hdf5.Hdf5Group;
import dev.barycenter.graph.keras.hdf5.Hdf5Object;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The HDF5 form of Keras 1 and 2, which Keras 3 still writes as {@code .h5}: a whole model, or
 * weights by layer.
 *
 * <p>Lists of names longer than 64 KiB are split over attributes {@code layer_names0}, {@code
 * layer_names1}, and so on.
 */
final class LegacyHdf5 {

  private final String file;
  private final Hdf5Group root;

  LegacyHdf5(String file, Hdf5Group root) {
    this.file = file;
    this.root = root;
  }

  static boolean isWholeModel(Hdf5Group root) {
    return root.attribute("model_config").isPresent() || root.group("model_weights").isPresent();
  }

  static boolean isWeights(Hdf5Group root) {
    return root.attribute("layer_names").isPresent() || root.attribute("layer_names0").isPresent();
  }

  KerasFile read() throws IOException {
    Optional<JsonNode> configuration = configuration();
    Hdf5Group weights = root.group("model_weights").orElse(root);
    List<StoredWeights.Named> optimizer =
        root.group("optimizer_weights").map(g -> arrays(g, "/optimizer_weights")).orElse(List.of());
    return new KerasFile(
        file,
        configuration,
        text(root, "keras_version").or(() -> text(weights, "keras_version")).orElse(""),
        new StoredWeights.ByLayer(layers(weights), optimizer));
  }

  private Optional<JsonNode> configuration() throws IOException {
    Optional<String> model = text(root, "model_config");
    if (model.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode configuration = (ObjectNode) json("/@model_config", model.get());
    Optional<String> training = text(root, "training_config");
    if (training.isPresent()) {
      configuration.set("training_config", json("/@training_config", training.get()));
    }
    return Optional.of(configuration);
  }

  private JsonNode json(String place, String text) throws IOException {
    return Json.object(file, place, text.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, List<StoredWeights.Named>> layers(Hdf5Group weights) {
    Map<String, List<StoredWeights.Named>> layers = new LinkedHashMap<>();
    for (String layer : names(weights, "layer_names", "/")) {
      Hdf5Group group =
          weights
              .group(layer)
              .orElseThrow(
                  () -> missing("group of layer '%s'".formatted(layer), "a group of this name"));
      if (layers.put(layer, arrays(group, layer)) != null) {
        throw problem("@layer_names", "layer '%s' twice".formatted(layer), "once");
      }
    }
    return layers;
  }

  private List<StoredWeights.Named> arrays(Hdf5Group group, String place) {
    List<StoredWeights.Named> arrays = new ArrayList<>();
    for (String name : names(group, "weight_names", place)) {
      Hdf5Object found =
          group
              .find(name)
              .orElseThrow(
                  () -> missing("weight '%s' of '%s'".formatted(name, place), "a dataset"));
      if (!(found instanceof Hdf5Dataset dataset) || dataset.array().text()) {
        throw problem("weight '%s' of '%s'".formatted(name, place), "no array of numbers", "one");
      }
      arrays.add(new StoredWeights.Named(name, dataset.array()));
    }
    return arrays;
  }

  private List<String> names(Hdf5Group group, String attribute, String place) {
    Optional<Hdf5Array> whole = group.attribute(attribute);
    List<String> names = new ArrayList<>();
    if (whole.isPresent()) {
      names.addAll(texts(whole.get(), place + "@" + attribute));
    }
    for (int i = 0; group.attribute(attribute + i).isPresent(); i++) {
      names.addAll(
          texts(group.attribute(attribute + i).orElseThrow(), place + "@" + attribute + i));
    }
    return names;
  }

  /** An empty list of names is stored as an empty array of floats. */
  private List<String> texts(Hdf5Array array, String place) {
    if (!array.text() && array.elements() > 0) {
      throw problem(place, array.toString(), "names");
    }
    return array.strings();
  }

  private Optional<String> text(Hdf5Group group, String attribute) {
    Optional<Hdf5Array> value = group.attribute(attribute);
    if (value.isPresent() && value.get().strings().size() != 1) {
      throw problem("@" + attribute, value.get().toString(), "one text");
    }
    return value.map(v -> v.strings().get(0));
  }

  private KerasFileException missing(String place, String expected) {
    return problem(place, "nothing", expected);
  }

  private KerasFileException problem(String place, String found, String expected) {
    return Problem.damaged(place, found, expected).in(file);
  }
}
