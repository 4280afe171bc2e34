package dev.barycenter.graph;

import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.layer.Randomness;
import dev.barycenter.graph.layer.Regularizer;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of a model, or of some of them, as operations.
 *
 * <p>Masks travel beside the tensors that they belong to, so whatever a layer does to a mask is
 * part of the recording.
 */
public final class Lowering {
  private final Model model;
  private final Ops ops;
  private final WeightSpec.Lookup weights;
  private final LayerCall.Mode mode;
  private final Randomness random;
  private final Map<Model.Ref, Value> values = new HashMap<>();
  private final Map<Model.Ref, Value> masks = new HashMap<>();
  private final Map<String, List<Value>> weightPenalties = new LinkedHashMap<>();
  private final List<Value> activityPenalties = new ArrayList<>();

  /**
   * Starts a recording.
   *
   * @param model the model whose calls are recorded
   * @param ops records
   * @param weights finds weights by their path in the model
   * @param mode training or inference, for all calls
   * @param seed the seed of the step's random numbers
   */
  public Lowering(
      Model model, Ops ops, WeightSpec.Lookup weights, LayerCall.Mode mode, Value seed) {
    this.model = model;
    this.ops = ops;
    this.weights = weights;
    this.mode = mode;
    this.random = new Randomness(seed, "");
  }

  /** Starts the recording of a nested model. */
  Lowering(Model model, LayerCall call) {
    this.model = model;
    ops = call.ops();
    weights = call.weights();
    mode = call.mode();
    random = call.random();
    for (int i = 0; i < call.inputs().size(); i++) {
      Model.Ref ref = Model.Ref.to(model.inputs().get(i).name());
      define(ref, call.inputs().get(i), call.mask(i));
    }
  }

  /** Gives a tensor that is not recorded here its value and its mask. */
  public void define(Model.Ref tensor, Value value, @Nullable Value mask) {
    values.put(tensor, value);
    if (mask != null) {
      masks.put(tensor, mask);
    }
  }

  /** Records a call; all that it reads must be recorded or defined. */
  public void record(Model.Call call) {
    Model.Named named = model.layer(call.layer());
    LayerCall layerCall = layerCall(call, named);
    if (named.layer() instanceof SubModel sub) {
      recordNested(call, sub, layerCall);
      return;
    }
    weightPenalties.computeIfAbsent(named.name(), name -> regularize(named, layerCall));
    List<Value> made = named.layer().callAll(layerCall);
    for (int i = 0; i < made.size(); i++) {
      values.put(new Model.Ref(call.name(), i), made.get(i));
    }
    regularize(named.layer().activityRegularizer(), made);
    List<@Nullable Value> madeMasks = named.layer().outputMasks(layerCall);
    for (int i = 0; i < madeMasks.size(); i++) {
      Value mask = madeMasks.get(i);
      if (mask != null) {
        masks.put(new Model.Ref(call.name(), i), mask);
      }
    }
  }

  private void recordNested(Model.Call call, SubModel sub, LayerCall layerCall) {
    Lowering inner = new Lowering(sub.model(), layerCall);
    sub.model().calls().forEach(inner::record);
    for (int i = 0; i < sub.model().outputs().size(); i++) {
      Model.Ref made = sub.model().outputs().get(i).tensor();
      define(new Model.Ref(call.name(), i), inner.value(made), inner.mask(made));
    }
    weightPenalties.put(call.layer(), inner.penaltiesOfWeights());
    activityPenalties.addAll(inner.activityPenalties);
  }

  private List<Value> regularize(Model.Named named, LayerCall call) {
    List<Value> penalties = new ArrayList<>();
    for (WeightSpec weight : named.layer().weights(model.firstInputs(named.name()))) {
      if (call.mode().trainable() && weight.regularizer() != null) {
        penalties.add(weight.regularizer().penalty(ops, call.weight(weight.name())));
      }
    }
    return penalties;
  }

  /** Records the penalty of a call's outputs; as in Keras, its mean over the minibatch. */
  private void regularize(@Nullable Regularizer regularizer, List<Value> outputs) {
    if (regularizer != null) {
      for (Value output : outputs) {
        activityPenalties.add(ops.scale(regularizer.penalty(ops, output), 1.0 / output.dim(0)));
      }
    }
  }

  private List<Value> penaltiesOfWeights() {
    return weightPenalties.values().stream().flatMap(List::stream).toList();
  }

  /**
   * Returns what regularizers add to the loss, a scalar for each: of weights, a shared one once,
   * and of outputs, once for each call.
   */
  public List<Value> penalties() {
    List<Value> penalties = new ArrayList<>(penaltiesOfWeights());
    penalties.addAll(activityPenalties);
    return penalties;
  }

  private LayerCall layerCall(Model.Call call, Model.Named named) {
    List<Value> reads = call.inputs().stream().map(this::value).toList();
    List<@Nullable Value> readMasks = new ArrayList<>();
    call.inputs().forEach(ref -> readMasks.add(masks.get(ref)));
    Model.Options options = call.options();
    Value givenMask = options.mask() == null ? null : value(options.mask());
    if (givenMask != null) {
      readMasks.set(0, givenMask);
    }
    boolean training = options.training() == null ? mode.training() : options.training();
    String prefix = named.name() + "/";
    return new LayerCall(
        ops,
        reads,
        readMasks,
        name -> weights.weight(prefix + name),
        new LayerCall.Mode(training, mode.trainable() && named.trainable(), options.causal()),
        random.inner(call.name()),
        givenMask);
  }

  /** Returns the value of a tensor. */
  public Value value(Model.Ref tensor) {
    Value value = values.get(tensor);
    if (value == null) {
      throw new IllegalStateException("Tensor '%s' is not recorded yet.".formatted(tensor));
    }
    return value;
  }

  /** Returns the mask of a tensor; null if every time step counts. */
  public @Nullable Value mask(Model.Ref tensor) {
    return masks.get(tensor);
  }
}
