package dev.barycenter.jobs.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.keras.KerasFileException;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.Backbones;
import dev.barycenter.jobs.data.DataException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entry {@code backbone} or {@code from} of a model, and keeps the weights that come with
 * it.
 *
 * <p>A backbone with trained weights runs in inference mode, in training too: its batch
 * normalization goes by the statistics that the weights were trained with. One that starts from
 * random weights does not.
 */
public final class BackboneReader implements Backbones {
  private final ModelFiles files;
  private final Choice choice;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Set<String> layers = new LinkedHashSet<>();
  private final List<String> sources = new ArrayList<>();
  private Optional<ModelFiles.Compiled> compiled = Optional.empty();

  /**
   * What a command says of the backbone in place of the entry.
   *
   * @param from null for that of the entry, as the others are
   */
  public record Choice(@Nullable String from, @Nullable String weights, @Nullable String cut) {
    /** All is as the entry says. */
    public static final Choice NONE = new Choice(null, null, null);

    private ObjectNode over(JsonNode entry) {
      ObjectNode chosen =
          entry instanceof ObjectNode object
              ? object.deepCopy()
              : JsonNodeFactory.instance.objectNode();
      if (entry.isTextual()) {
        chosen.set("from", entry);
      }
      replace(chosen, "from", from);
      replace(chosen, "weights", weights);
      replace(chosen, "cut", cut);
      return chosen;
    }

    private static void replace(ObjectNode entry, String key, @Nullable String value) {
      if (value != null) {
        entry.put(key, value);
      }
    }
  }

  /**
   * The entry.
   *
   * @param from the name of an architecture, or the path of a Keras file, a run folder or a spec
   * @param weights a Keras file with weights, found by the names of layers; those in {@code from}
   *     if left out
   * @param cut the layer that makes what new layers are put on; the last one if left out
   * @param input the shape of one example, if it is not that of {@code from}
   * @param preprocess what the weights expect of pictures; what keras.applications does for an
   *     architecture, nothing for a file
   */
  private record BackboneEntry(
      String from,
      @Default("null") @Nullable String weights,
      @Default("null") @Nullable String cut,
      @Default("null") @Nullable List<Integer> input,
      @Default("null") @Nullable Preprocess preprocess) {}

  /** Creates a reader. */
  public BackboneReader(ModelFiles files) {
    this(files, Choice.NONE);
  }

  /** Creates a reader that goes by what a command says first. */
  public BackboneReader(ModelFiles files, Choice choice) {
    this.files = files;
    this.choice = choice;
  }

  /** Returns the weights of the backbones that were read, by their paths in the model. */
  public Map<String, Tensor> weights() {
    return Collections.unmodifiableMap(weights);
  }

  /** Returns what the weights were read from. */
  public List<String> sources() {
    return Collections.unmodifiableList(sources);
  }

  /** Returns what a whole model was compiled with; nothing of a backbone. */
  public Optional<ModelFiles.Compiled> compiled() {
    return compiled;
  }

  /** Returns the names of the layers of the backbones that were read. */
  public Set<String> layers() {
    return Collections.unmodifiableSet(layers);
  }

  @Override
  public @Nullable Backbone find(JsonNode node, String place, Problems problems) {
    BackboneEntry entry =
        new Binder<>(BackboneEntry.class).read(choice.over(node), place, Set.of(), problems);
    if (entry == null) {
      return null;
    }
    try {
      Backbone found = backbone(entry);
      found.model().layers().forEach(layer -> layers.add(layer.name()));
      return found;
    } catch (IllegalArgumentException | DataException | KerasFileException e) {
      problems.add(place, "%s", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** A whole model trains as it did, so its calls are not put into inference mode. */
  @Override
  public @Nullable Model whole(JsonNode node, String place, Problems problems) {
    if (!node.isTextual()) {
      problems.add(place, "Found %s: expected the path of a Keras file or a run folder.", node);
      return null;
    }
    try {
      ModelFiles.Stored stored = files.read(node.asText());
      if (!stored.weights().isEmpty()) {
        keep(stored.weights(), stored.model(), node.asText());
      }
      stored.model().layers().forEach(layer -> layers.add(layer.name()));
      compiled = stored.compiled().get();
      return stored.model();
    } catch (DataException | KerasFileException e) {
      problems.add(place, "%s", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private Backbone backbone(BackboneEntry entry) {
    boolean byName = Architecture.NAMES.contains(entry.from());
    Architecture whole = byName ? Architecture.named(entry.from()) : null;
    ModelFiles.Stored stored =
        whole == null ? stored(entry.from()) : new ModelFiles.Stored(whole.model(), Map.of());
    Backbone backbone =
        entry.cut() == null
            ? new Backbone(stored.model())
            : Backbone.cut(stored.model(), entry.cut());
    if (entry.input() != null) {
      backbone = backbone.forInput(shape(entry.input()));
    }
    Map<String, Tensor> found =
        entry.weights() == null ? stored.weights() : files.weights(entry.weights(), stored.model());
    if (!found.isEmpty()) {
      keep(found, backbone.model(), entry.weights() == null ? entry.from() : entry.weights());
      backbone = backbone.inInferenceMode();
    }
    Preprocess preprocess = entry.preprocess();
    if (preprocess == null) {
      preprocess = whole == null ? Preprocess.NONE : whole.preprocess();
    }
    return backbone.after(preprocess.layers());
  }

  private ModelFiles.Stored stored(String from) {
    try {
      return files.read(from);
    } catch (DataException e) {
      throw new DataException(
          "%s Name a Keras file, a run folder, a spec, or one of %s."
              .formatted(e.getMessage(), String.join(", ", Architecture.NAMES)));
    }
  }

  private static Shape shape(List<Integer> dims) {
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  private void keep(Map<String, Tensor> found, Model model, String file) {
    List<String> missing =
        model.weights().keySet().stream().filter(path -> !found.containsKey(path)).toList();
    if (!missing.isEmpty()) {
      throw new DataException(
          "'%s' has no weights for %d of the backbone's %d, '%s' for one. Weights are found by the names of layers: take a file of the same architecture."
              .formatted(file, missing.size(), model.weights().size(), missing.get(0)));
    }
    model.weights().keySet().forEach(path -> weights.put(path, found.get(path)));
    sources.add(file);
  }
}
