package dev.barycenter.graph;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer to be called any number of times with one set of weights.
 *
 * <pre>{@code
 * SharedLayer encoder = SharedLayer.of("encoder", dense);
 * Tensor both = Tensor.join(new Concatenate(-1), encoder.on(left), encoder.on(right));
 * }</pre>
 *
 * <p>Two objects are two layers, even if everything about them is equal.
 */
public final class SharedLayer {
  private final @Nullable String name;
  private final Layer layer;
  private final boolean trainable;
  private final boolean inline;

  private SharedLayer(@Nullable String name, Layer layer, boolean trainable, boolean inline) {
    this.name = name;
    this.layer = layer;
    this.trainable = trainable;
    this.inline = inline;
  }

  /** Creates a layer that nobody but its only call can reach. */
  static SharedLayer inline(@Nullable String name, Layer layer) {
    return new SharedLayer(name, layer, true, true);
  }

  /** Creates a layer that is named by its class. */
  public static SharedLayer of(Layer layer) {
    return new SharedLayer(null, layer, true, false);
  }

  /** Creates a layer with a name. */
  public static SharedLayer of(String name, Layer layer) {
    return new SharedLayer(name, layer, true, false);
  }

  /** Creates a layer from a model, named as the model. */
  public static SharedLayer of(Model model) {
    return new SharedLayer(model.name(), new SubModel(model), true, false);
  }

  /** Returns a layer of its own, with the same settings and name, that training does not move. */
  public SharedLayer frozen() {
    return new SharedLayer(name, layer, false, inline);
  }

  /** Calls the layer, and returns its first output. */
  public Tensor on(Tensor... inputs) {
    return outputs(List.of(inputs), Model.Options.NONE, List.of()).get(0);
  }

  /**
   * Calls the layer, and returns all outputs.
   *
   * @param training the mode of this call in every pass; null for that of the pass
   * @param mask the mask of the first input; null for the input's own
   * @param causal whether attention may only look back
   */
  public List<Tensor> on(
      List<Tensor> inputs, @Nullable Boolean training, @Nullable Tensor mask, boolean causal) {
    Model.Options options = new Model.Options(training, null, causal);
    return outputs(inputs, options, mask == null ? List.of() : List.of(mask));
  }

  private List<Tensor> outputs(List<Tensor> inputs, Model.Options options, List<Tensor> mask) {
    return Tensor.outputs(new Tensor.Applied(this, inputs, options, mask));
  }

  /**
   * Returns this layer with the name of a block's use in front, unless it is one of several uses.
   */
  SharedLayer within(String use) {
    return inline ? new SharedLayer(use + "_" + base(), layer, trainable, true) : this;
  }

  /** Returns the name that was given; null for one by class. */
  @Nullable String name() {
    return name;
  }

  /** Returns what the layer is named by. */
  String base() {
    String type =
        layer instanceof SubModel sub ? sub.model().name() : Family.name(layer.getClass());
    return name == null ? LayerNames.snakeCase(type) : name;
  }

  /** Returns what the layer computes. */
  public Layer layer() {
    return layer;
  }

  boolean isTrainable() {
    return trainable;
  }
}
