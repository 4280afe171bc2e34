package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two recurrent layers over one sequence, one of them from its end (Schuster and Paliwal, IEEE
 * Transactions on Signal Processing 45(11), 1997).
 *
 * <p>Inputs are the sequence, then optionally the states of the forward and of the backward layer.
 * Outputs are the joined outputs (or both, without {@code mergeMode}), with {@code return_state}
 * followed by the last states of the forward and of the backward layer. Outputs of both directions
 * are in the order of the input. Both layers give zero at masked steps if they return sequences.
 * Weights are named {@code forward_layer/...} and {@code backward_layer/...}.
 *
 * @param layer the recurrent layer that reads the sequence forwards
 * @param mergeMode how outputs are joined; null to return both
 * @param backwardLayer the layer for the other direction, with {@code go_backwards}; null for one
 *     like {@code layer}
 */
public record Bidirectional(
    Layer layer,
    @Default("concat") @Nullable MergeMode mergeMode,
    @Default("null") @Nullable Layer backwardLayer)
    implements Layer {

  /** Checks that the layers fit together. */
  public Bidirectional {
    Recurrent forward = recurrent("layer", layer);
    if (backwardLayer != null) {
      Recurrent backward = recurrent("backward_layer", backwardLayer);
      Check.refuse(
          forward.returnSequences() != backward.returnSequences()
              || forward.returnState() != backward.returnState(),
          "The two layers of Bidirectional must agree on 'return_sequences' and 'return_state'.");
    }
    boolean backwards =
        backwardLayer == null || recurrent("backward_layer", backwardLayer).goBackwards();
    Check.refuse(
        forward.goBackwards() == backwards,
        "Both layers of Bidirectional read in the same direction: exactly one of them must have 'go_backwards: true', usually 'backward_layer'.");
  }

  private static Recurrent recurrent(String argument, Layer layer) {
    if (layer instanceof Recurrent recurrent) {
      Check.refuse(
          layer.activityRegularizer() != null,
          "'%s' of Bidirectional cannot have 'activity_regularizer'. Put it on the layer after it.",
          argument);
      return recurrent;
    }
    throw new IllegalArgumentException(
        "'%s' of Bidirectional is %s: expected a recurrent layer such as LSTM, GRU or SimpleRNN."
            .formatted(argument, layer));
  }

  private Recurrent forward() {
    return zeroing(layer);
  }

  private Recurrent backward() {
    return zeroing(backwardLayer == null ? layer.with("go_backwards", true) : backwardLayer);
  }

  private static Recurrent zeroing(Layer layer) {
    Recurrent recurrent = (Recurrent) layer;
    return (Recurrent) layer.with("zero_output_for_mask", recurrent.returnSequences());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return outputShapes(inputs).get(0);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    Check.refuse(
        inputs.size() % 2 == 0,
        "Bidirectional takes a sequence and the states of both directions, half of them each, but is given %d inputs.",
        inputs.size());
    List<Shape> forward = forward().outputShapes(half(inputs, 0));
    List<Shape> backward = backward().outputShapes(half(inputs, 1));
    List<Shape> shapes = new ArrayList<>();
    if (mergeMode == null) {
      shapes.add(forward.get(0));
      shapes.add(backward.get(0));
    } else {
      shapes.add(merged(forward.get(0), backward.get(0)));
    }
    shapes.addAll(forward.subList(1, forward.size()));
    shapes.addAll(backward.subList(1, backward.size()));
    return shapes;
  }

  private Shape merged(Shape forward, Shape backward) {
    if (mergeMode == MergeMode.CONCAT) {
      return forward.with(-1, forward.last() + backward.last());
    }
    Check.refuse(
        !forward.equals(backward),
        "The outputs of the two directions have shapes %s and %s, which only merge_mode 'concat' can join.",
        forward,
        backward);
    return forward;
  }

  /** Returns the sequence and the states of one direction. */
  private static <T> List<T> half(List<T> inputs, int direction) {
    int states = (inputs.size() - 1) / 2;
    List<T> chosen = new ArrayList<>();
    chosen.add(inputs.get(0));
    chosen.addAll(inputs.subList(1 + direction * states, 1 + (direction + 1) * states));
    return chosen;
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    List<WeightSpec> weights = new ArrayList<>();
    forward().weights(half(inputs, 0)).forEach(w -> weights.add(w.within("forward_layer")));
    backward().weights(half(inputs, 1)).forEach(w -> weights.add(w.within("backward_layer")));
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    return callAll(call).get(0);
  }

  @Override
  public List<Value> callAll(LayerCall call) {
    List<Value> forward = forward().callAll(inner(call, "forward_layer", 0));
    List<Value> backward = backward().callAll(inner(call, "backward_layer", 1));
    Value there = forward.get(0);
    Value back = backward.get(0);
    if (forward().returnSequences()) {
      back = call.ops().reverse(back, 1);
    }
    List<Value> made = new ArrayList<>();
    if (mergeMode == null) {
      made.add(there);
      made.add(back);
    } else {
      made.add(mergeMode.apply(call.ops(), there, back));
    }
    made.addAll(forward.subList(1, forward.size()));
    made.addAll(backward.subList(1, backward.size()));
    return made;
  }

  private static LayerCall inner(LayerCall call, String part, int direction) {
    Value mask = Recurrent.usedMask(call);
    return call.inner(part, half(call.inputs(), direction), Collections.singletonList(mask))
        .withGivenMask(mask);
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    return forward().outputMask(call);
  }

  @Override
  public List<@Nullable Value> outputMasks(LayerCall call) {
    return Collections.nCopies(mergeMode == null ? 2 : 1, outputMask(call));
  }

  @Override
  public boolean isRandom() {
    return layer.isRandom() || (backwardLayer != null && backwardLayer.isRandom());
  }
}
