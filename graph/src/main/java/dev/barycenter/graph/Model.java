package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.TimeDistributed;
import dev.barycenter.graph.layer.WeightSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable graph of layer calls: what every notation is lowered to, and all that the compiler
 * sees.
 *
 * <p>The constructor proves that every call reads only tensors made before it, so a cycle cannot be
 * written down, that names are unique, and that all shapes fit.
 */
public final class Model implements Serializable {
  private final String name;
  private final List<Input> inputs;
  private final List<Named> layers;
  private final List<Call> calls;
  private final List<Output> outputs;
  private final Map<Ref, Shape> shapes;
  private final Map<String, List<Shape>> firstInputs;

  /**
   * Creates a model.
   *
   * @param name the model's name
   * @param inputs the places where examples enter
   * @param layers the layers, each once, in the order of their first calls
   * @param calls the calls, each after all calls that it reads
   * @param outputs the tensors that the model returns
   * @throws GraphException if names, order or shapes do not fit
   */
  public Model(
      String name, List<Input> inputs, List<Named> layers, List<Call> calls, List<Output> outputs) {
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.layers = List.copyOf(layers);
    this.calls = List.copyOf(calls);
    this.outputs = List.copyOf(outputs);
    ModelCheck.names(this.inputs, this.layers, this.calls, this.outputs);
    shapes = Map.copyOf(ModelCheck.shapes(inputs, layers, calls, outputs));
    Map<String, List<Shape>> first = new HashMap<>();
    for (Call call : this.calls) {
      first.computeIfAbsent(
          call.layer(),
          l -> call.inputs().stream().map(ref -> ModelCheck.find(shapes, ref)).toList());
    }
    firstInputs = Map.copyOf(first);
  }

  /**
   * Returns the model between tensors; each output is named by the layer that makes it.
   *
   * @throws GraphException if an output depends on an input that is not listed
   */
  public static Model of(String name, List<Tensor> inputs, List<Tensor> outputs) {
    return Functional.model(name, inputs, outputs, List.of());
  }

  /** Returns the model between tensors, with names for its outputs, in the order of the map. */
  public static Model of(String name, List<Tensor> inputs, Map<String, Tensor> outputs) {
    return Functional.model(
        name, inputs, List.copyOf(outputs.values()), List.copyOf(outputs.keySet()));
  }

  /**
   * A place where examples enter.
   *
   * @param shape the shape of one example
   * @param integers whether the values are whole numbers, such as indices of an embedding
   */
  public record Input(String name, Shape shape, boolean integers) implements Serializable {
    /** Creates an input of real numbers. */
    public Input(String name, Shape shape) {
      this(name, shape, false);
    }
  }

  /**
   * A layer with its name, which is the key of its weights.
   *
   * @param trainable whether training moves its weights
   */
  public record Named(String name, Layer layer, boolean trainable) implements Serializable {}

  /**
   * One application of a layer.
   *
   * @param name the name of this call: the layer's own name if it is its first call
   * @param layer the name of the layer
   * @param inputs the tensors that it reads, in argument order
   * @param options what else was passed
   */
  public record Call(String name, String layer, List<Ref> inputs, Options options)
      implements Serializable {
    /** Copies the inputs. */
    public Call {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What a call is passed besides tensors.
   *
   * @param training the mode of this call in every pass, as in {@code layer(x, training=False)};
   *     null for that of the pass
   * @param mask a tensor to use as the mask of the first input; null for the input's own
   * @param causal whether attention may only look back, as in {@code use_causal_mask=True}
   */
  public record Options(@Nullable Boolean training, @Nullable Ref mask, boolean causal)
      implements Serializable {
    /** Nothing was passed. */
    public static final Options NONE = new Options(null, null, false);
  }

  /**
   * A tensor.
   *
   * @param source the name of an input or of a call
   * @param index which output of the call
   */
  public record Ref(String source, int index) implements Serializable {
    /** Returns the first output of a call, or an input. */
    public static Ref to(String source) {
      return new Ref(source, 0);
    }

    @Override
    public String toString() {
      return index == 0 ? source : source + ":" + index;
    }
  }

  /** A tensor that the model returns, under a name that losses and metrics refer to. */
  public record Output(String name, Ref tensor) implements Serializable {}

  /** Returns the model's name. */
  public String name() {
    return name;
  }

  /** Returns the places where examples enter. */
  public List<Input> inputs() {
    return inputs;
  }

  /** Returns the layers in the order of their first calls. */
  public List<Named> layers() {
    return layers;
  }

  /** Returns the calls, each after all calls that it reads. */
  public List<Call> calls() {
    return calls;
  }

  /** Returns the tensors that the model returns. */
  public List<Output> outputs() {
    return outputs;
  }

  /** Returns the layer of the given name. */
  public Named layer(String layerName) {
    return layers.stream()
        .filter(l -> l.name().equals(layerName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Model '%s' has no layer '%s'. Its layers are %s."
                        .formatted(name, layerName, layers.stream().map(Named::name).toList())));
  }

  /** Returns the shape of every tensor, inputs included. */
  public Map<Ref, Shape> shapes() {
    return shapes;
  }

  /** Returns the shape of a tensor. */
  public Shape shape(Ref tensor) {
    return ModelCheck.find(shapes, tensor);
  }

  /**
   * Returns the weights of all layers in order, by their paths such as {@code conv/kernel}, or
   * {@code encoder/conv/kernel} within a nested model.
   *
   * <p>Weights of layers that are not trainable keep their roles; {@link #isTrainable} tells.
   */
  public Map<String, WeightSpec> weights() {
    Map<String, WeightSpec> weights = new LinkedHashMap<>();
    for (Named named : layers) {
      for (WeightSpec weight : named.layer().weights(firstInputs(named.name()))) {
        weights.put(named.name() + "/" + weight.name(), weight);
      }
    }
    return weights;
  }

  /** Returns whether training moves the weight of the given path. */
  public boolean isTrainable(String path) {
    return trainable(path, weights());
  }

  /** Returns the paths of the weights that training moves, in order. */
  public List<String> trainableWeights() {
    Map<String, WeightSpec> weights = weights();
    return weights.keySet().stream().filter(path -> trainable(path, weights)).toList();
  }

  private boolean trainable(String path, Map<String, WeightSpec> weights) {
    WeightSpec weight = weights.get(path);
    return weight != null && weight.role() == WeightSpec.Role.TRAINABLE && isMoving(path);
  }

  /**
   * Returns whether the layer that owns the weight of the given path is trainable, so that the
   * weight moves in training unless it is constant: by the optimizer, or by the statistics of
   * batches.
   */
  public boolean isMoving(String path) {
    int slash = path.indexOf('/');
    Named named = layer(path.substring(0, slash));
    return named.trainable() && isMoving(named.layer(), path.substring(slash + 1));
  }

  private static boolean isMoving(Layer layer, String path) {
    if (layer instanceof SubModel sub) {
      return sub.model().isMoving(path);
    }
    return !(layer instanceof TimeDistributed steps)
        || isMoving(steps.layer(), path.substring(path.indexOf('/') + 1));
  }

  /** Returns the shapes that a layer is first called on. */
  public List<Shape> firstInputs(String layerName) {
    List<Shape> found = firstInputs.get(layerName);
    if (found == null) {
      throw new IllegalStateException("Layer '%s' is never called.".formatted(layerName));
    }
    return found;
  }

  /**
   * Returns this model with other layers trainable.
   *
   * @param trainable decides by the layer's name; layers of nested models by their path
   */
  public Model withTrainable(Predicate<String> trainable) {
    List<Named> changed = new ArrayList<>();
    for (Named named : layers) {
      if (named.layer() instanceof SubModel sub) {
        Model inner = sub.model().withTrainable(l -> trainable.test(named.name() + "/" + l));
        changed.add(new Named(named.name(), new SubModel(inner), true));
      } else {
        changed.add(new Named(named.name(), named.layer(), trainable.test(named.name())));
      }
    }
    return new Model(name, inputs, changed, calls, outputs);
  }

  /**
   * Returns the part of this model that computes the given tensors; it has the same layers, so the
   * same weights by name.
   *
   * @param newName the name of the part
   * @param tensors the outputs, by name
   * @param from tensors of this model that become inputs of the part; nothing before them is kept
   */
  public Model part(String newName, Collection<Output> tensors, Map<String, Ref> from) {
    Map<Ref, Ref> renamed = new HashMap<>();
    List<Input> newInputs = new ArrayList<>();
    from.forEach(
        (inputName, ref) -> {
          renamed.put(ref, Ref.to(inputName));
          newInputs.add(new Input(inputName, ModelCheck.find(shapes, ref)));
        });
    Set<String> needed = new HashSet<>();
    tensors.stream()
        .map(Output::tensor)
        .filter(t -> !renamed.containsKey(t))
        .forEach(t -> needed.add(t.source()));
    List<Call> kept = new ArrayList<>();
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      if (needed.contains(call.name())) {
        call.inputs().stream()
            .filter(r -> !renamed.containsKey(r))
            .forEach(r -> needed.add(r.source()));
        if (call.options().mask() != null) {
          needed.add(call.options().mask().source());
        }
        List<Ref> reads = call.inputs().stream().map(r -> renamed.getOrDefault(r, r)).toList();
        kept.add(0, new Call(call.name(), call.layer(), reads, call.options()));
      }
    }
    inputs.stream().filter(i -> needed.contains(i.name())).forEach(newInputs::add);
    Set<String> used = new HashSet<>(kept.stream().map(Call::layer).toList());
    return new Model(
        newName,
        newInputs,
        layers.stream().filter(l -> used.contains(l.name())).toList(),
        kept,
        tensors.stream()
            .map(o -> new Output(o.name(), renamed.getOrDefault(o.tensor(), o.tensor())))
            .toList());
  }

  /**
   * Returns whether the model is a straight line: one input, one output, each call reads the last.
   */
  public boolean isStraightLine() {
    if (inputs.size() != 1 || outputs.size() != 1 || layers.size() != calls.size()) {
      return false;
    }
    Ref last = Ref.to(inputs.get(0).name());
    for (Call call : calls) {
      if (!call.inputs().equals(List.of(last)) || call.options().mask() != null) {
        return false;
      }
      last = Ref.to(call.name());
    }
    return outputs.get(0).tensor().equals(last);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Model model
        && name.equals(model.name)
        && inputs.equals(model.inputs)
        && layers.equals(model.layers)
        && calls.equals(model.calls)
        && outputs.equals(model.outputs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, inputs, layers, calls, outputs);
  }

  @Override
  public String toString() {
    return "Model(%s: %d layers, %d calls)".formatted(name, layers.size(), calls.size());
  }
}
