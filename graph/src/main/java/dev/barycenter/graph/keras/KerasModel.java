package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Keras file as a model of this library.
 *
 * @param model what it computes
 * @param weights every weight by its path in {@link Model#weights()}, in that order; empty if the
 *     file has none
 * @param compile its loss, optimizer and metrics, if it was compiled
 * @param file the file as a container
 */
public record KerasModel(
    Model model, Map<String, Tensor> weights, Optional<CompileSettings> compile, KerasFile file) {

  /** Copies the map. */
  public KerasModel {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /**
   * Reads a {@code .keras}, a legacy {@code .h5} of a whole model, or a configuration in JSON.
   *
   * @throws KerasFileException if the file is damaged, or has something that is not supported
   */
  public static KerasModel read(Path path) throws IOException {
    return of(KerasReader.read(path));
  }

  /** Interprets a file that was read. */
  public static KerasModel of(KerasFile file) {
    ConfigSource source = new ConfigSource(file.name());
    JsonNode configuration =
        file.configuration()
            .orElseThrow(
                () ->
                    source.refused(
                        "file",
                        "weights without a configuration",
                        "a whole model",
                        "name the model that the weights belong to, and load them into it"));
    source.refusePrograms(configuration);
    GraphConfig graph = new GraphConfigParser(source).parse(configuration, "");
    Model model = new ModelReader(source, isKeras2(file, configuration)).model(graph);
    return new KerasModel(
        model, weights(source, file, graph, model), CompileSettings.in(configuration), file);
  }

  /**
   * Reads weights for a model that is there already.
   *
   * <p>Weights of Keras 3 ({@code .weights.h5}, {@code .keras}) must be those of exactly this
   * model. Legacy weights are loaded by the names of layers: layers that either side lacks are left
   * out, as {@code load_weights(by_name=True)} does.
   *
   * @return the weights found, by path
   * @throws KerasFileException if a shape or number of weights does not fit
   */
  public static Map<String, Tensor> readWeights(Path path, Model model) throws IOException {
    KerasFile file = KerasReader.read(path);
    ConfigSource source = new ConfigSource(file.name());
    WeightBinder binder = new WeightBinder(source, model);
    if (file.weights() instanceof StoredWeights.ByLayer byLayer) {
      return binder.byLayer(byLayer, true);
    }
    StoredWeights.ByGroup byGroup = (StoredWeights.ByGroup) file.weights();
    JsonNode configuration = file.configuration().orElseGet(() -> ModelWriter.configuration(model));
    GraphConfig graph = new GraphConfigParser(source).parse(configuration, "");
    List<SavedLayer> layers = new NestedClasses(byGroup).of(new SavedLayers(source).of(graph));
    return binder.byGroup(GroupNames.places(layers), byGroup);
  }

  private static Map<String, Tensor> weights(
      ConfigSource source, KerasFile file, GraphConfig graph, Model model) {
    WeightBinder binder = new WeightBinder(source, model);
    if (file.weights() instanceof StoredWeights.ByLayer byLayer) {
      return binder.byLayer(byLayer, false);
    }
    StoredWeights.ByGroup byGroup = (StoredWeights.ByGroup) file.weights();
    return byGroup.arrays().isEmpty() && file.weights().equals(StoredWeights.none())
        ? Map.of()
        : binder.byGroup(GroupNames.places(new SavedLayers(source).of(graph)), byGroup);
  }

  private static boolean isKeras2(KerasFile file, JsonNode configuration) {
    return file.kerasVersion().isEmpty()
        ? !configuration.has("module")
        : file.kerasVersion().startsWith("2.") || file.kerasVersion().startsWith("1.");
  }

  /**
   * Returns the state of the optimizer, or nothing if the file has none.
   *
   * @throws KerasFileException if the state is not that of the optimizer in {@link #compile()}
   */
  public Optional<OptimizerState> optimizerState() {
    List<String> trainable = TrainableWeights.of(model, model.weights());
    return compile.flatMap(
        settings ->
            new OptimizerReader(new ConfigSource(file.name()), settings, trainable)
                .read(file.weights()));
  }
}
