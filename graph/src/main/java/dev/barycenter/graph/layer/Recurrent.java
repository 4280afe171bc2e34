package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer that passes over a sequence step by step, with a state.
 *
 * <p>Its inputs are a sequence of shape {@code (time, ...)} and optionally the state to start with,
 * a tensor for each part of it; without these the state starts at zero. As in Keras, a call with
 * states passes over no step of its own accord: the mask that travels with the sequence is handed
 * on but not used, unless it is passed to the call.
 */
public interface Recurrent extends Layer {
  /** Returns what the layer computes at one step. */
  Cell cell();

  /** Returns whether the output has every step, not only the last. */
  boolean returnSequences();

  /** Returns whether the last states follow the output. */
  boolean returnState();

  /** Returns whether time runs from the last step to the first. */
  boolean goBackwards();

  /** Returns whether the output of a masked step is zero instead of that of the step before. */
  boolean zeroOutputForMask();

  /** Returns the call as its cell sees it. */
  default LayerCall cellCall(LayerCall call) {
    return call;
  }

  /** Refuses what no recurrent layer can do here. */
  static void check(String layer, boolean stateful) {
    Check.refuse(
        stateful,
        "%s cannot be stateful: examples are shuffled between minibatches and shards. Remove 'stateful', or pass states from call to call with 'return_state'.",
        layer);
  }

  @Override
  default Shape outputShape(List<Shape> inputs) {
    return outputShapes(inputs).get(0);
  }

  @Override
  default List<Shape> outputShapes(List<Shape> inputs) {
    Shape step = step(inputs);
    List<Shape> states = cell().stateShapes(step);
    Check.refuse(
        inputs.size() > 1 && !inputs.subList(1, inputs.size()).equals(states),
        "%s starts with states of shapes %s, but is given %s. Pass a tensor of that shape for each state, or none.",
        Family.name(getClass()),
        states,
        inputs.subList(1, inputs.size()));
    List<Shape> outputs = new ArrayList<>();
    Shape output = cell().outputShape(step);
    List<Integer> dims = new ArrayList<>(output.dims());
    if (returnSequences()) {
      dims.add(0, inputs.get(0).dim(0));
    }
    outputs.add(new Shape(dims));
    if (returnState()) {
      outputs.addAll(states);
    }
    return outputs;
  }

  private Shape step(List<Shape> inputs) {
    String name = Family.name(getClass());
    Check.refuse(inputs.isEmpty(), "%s needs a sequence as its first input.", name);
    Shape sequence = inputs.get(0);
    int rank = rank();
    Check.refuse(
        sequence.rank() != rank,
        "%s takes sequences of shape %s, but is given %s. %s",
        name,
        rank == 2 ? "(time, features)" : "(time, ..., channels) with %d axes".formatted(rank),
        sequence,
        sequence.rank() < rank ? "Reshape it first." : "Reshape it or use TimeDistributed.");
    Shape step = sequence.slice(1, rank);
    Check.known(name, step, -1);
    return step;
  }

  /** Returns the number of axes of the sequence, batch axis excluded. */
  default int rank() {
    return 2;
  }

  @Override
  default List<WeightSpec> weights(List<Shape> inputs) {
    return cell().weights(step(inputs));
  }

  @Override
  default Value call(LayerCall call) {
    return callAll(call).get(0);
  }

  @Override
  default List<Value> callAll(LayerCall call) {
    return new Recurrence(this, cellCall(call), usedMask(call)).record();
  }

  /** Returns the mask that a call goes by. */
  static @Nullable Value usedMask(LayerCall call) {
    return call.inputs().size() == 1 ? call.mask(0) : call.givenMask();
  }

  @Override
  default @Nullable Value outputMask(LayerCall call) {
    return returnSequences() ? call.mask(0) : null;
  }

  @Override
  default boolean isRandom() {
    return cell().isRandom();
  }
}
