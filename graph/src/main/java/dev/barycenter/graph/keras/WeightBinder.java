package dev.barycenter.graph.keras;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.hdf5.Hdf5Array;
import dev.barycenter.graph.layer.WeightSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Gives the arrays of a file to the weights of a model, and proves that they are its weights. */
final class WeightBinder {

  private final ConfigSource source;
  private final Model model;
  private final Map<String, WeightSpec> specs;
  private final Set<String> trainable;

  WeightBinder(ConfigSource source, Model model) {
    this.source = source;
    this.model = model;
    this.specs = model.weights();
    this.trainable = Set.copyOf(TrainableWeights.of(model, specs));
  }

  /** Binds arrays by group, as Keras 3 stores them. */
  Map<String, Tensor> byGroup(List<GroupNames.Place> places, StoredWeights.ByGroup stored) {
    Map<String, Tensor> bound = new LinkedHashMap<>();
    for (GroupNames.Place place : places) {
      List<Hdf5Array> arrays = new ArrayList<>();
      for (GroupNames.Group group : place.groups()) {
        List<Hdf5Array> found = stored.variables(group.path());
        arrays.addAll(found.isEmpty() ? stored.variables(older(group.path())) : found);
      }
      String first = place.groups().isEmpty() ? place.path() : place.groups().get(0).path();
      bind(paths(place.path()), arrays, first, bound);
    }
    return inOrder(bound);
  }

  /** Older versions of Keras 3 named the parts of attention by their private attributes. */
  private static String older(String group) {
    return group.replaceFirst("/(query|key|value|output)_dense$", "/_$1_dense");
  }

  /**
   * Binds arrays by the names of the model's own layers, as legacy files store them.
   *
   * @param partial whether layers may be missing on either side, as when loading by name
   */
  Map<String, Tensor> byLayer(StoredWeights.ByLayer stored, boolean partial) {
    Map<String, Tensor> bound = new LinkedHashMap<>();
    Map<String, List<StoredWeights.Named>> byName = new LinkedHashMap<>();
    stored.layers().forEach((name, arrays) -> byName.put(ModelReader.safeName(name), arrays));
    for (Model.Named layer : model.layers()) {
      List<StoredWeights.Named> arrays = byName.remove(layer.name());
      List<String> paths = legacyOrder(paths(layer.name()));
      if (arrays == null && !partial && !paths.isEmpty()) {
        throw source.malformed(
            "layer_names", "no weights of layer '%s'".formatted(layer.name()), "weights of it");
      }
      if (arrays != null) {
        bind(
            paths,
            arrays.stream().map(StoredWeights.Named::array).toList(),
            "layer '%s'".formatted(layer.name()),
            bound);
      }
    }
    byName.values().removeIf(List::isEmpty);
    if (!partial && !byName.isEmpty()) {
      throw source.malformed(
          "layer_names", "weights of %s".formatted(byName.keySet()), "layers of the model only");
    }
    return inOrder(bound);
  }

  /**
   * Legacy files hold the trainable weights of a layer, or of a nested model, before the others.
   */
  private List<String> legacyOrder(List<String> paths) {
    return Stream.concat(
            paths.stream().filter(trainable::contains),
            paths.stream().filter(p -> !trainable.contains(p)))
        .toList();
  }

  private List<String> paths(String layer) {
    return specs.keySet().stream().filter(p -> p.startsWith(layer + "/")).toList();
  }

  private void bind(
      List<String> paths, List<Hdf5Array> arrays, String place, Map<String, Tensor> bound) {
    if (paths.size() != arrays.size()) {
      throw source.malformed(
          place,
          "%d arrays of shapes %s"
              .formatted(
                  arrays.size(), arrays.stream().map(a -> Arrays.toString(a.shape())).toList()),
          "%d for the weights %s".formatted(paths.size(), paths));
    }
    for (int i = 0; i < paths.size(); i++) {
      bound.put(paths.get(i), tensor(paths.get(i), arrays.get(i), place));
    }
  }

  private Tensor tensor(String path, Hdf5Array array, String place) {
    WeightSpec spec = specs.get(path);
    if (spec == null) {
      throw new IllegalStateException("No weight '%s'.".formatted(path));
    }
    int[] expected = spec.shape().dims().stream().mapToInt(Integer::intValue).toArray();
    if (!Arrays.equals(expected, array.shape()) || array.text()) {
      throw source.malformed(
          place,
          "%s for the weight '%s'".formatted(array, path),
          "float32" + Arrays.toString(expected));
    }
    return Tensor.wrap(expected, array.floats());
  }

  private Map<String, Tensor> inOrder(Map<String, Tensor> bound) {
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    for (String path : specs.keySet()) {
      Tensor tensor = bound.get(path);
      if (tensor != null) {
        ordered.put(path, tensor);
      }
    }
    return ordered;
  }
}
