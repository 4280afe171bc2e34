package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records passes of recurrent cells over a whole sequence in one op, where oneDNN has one. */
public final class Recurrences {
  private final Ops ops;

  Recurrences(Ops ops) {
    this.ops = ops;
  }

  /** Returns whether there is an op for passing over a sequence. */
  public boolean cover(Value sequence) {
    return OneDnn.holds(sequence);
  }

  /**
   * Returns the steps that count of the sequences of a minibatch.
   *
   * @param mask not 0 where a step counts, of shape {@code (batch, time)}
   * @param backwards whether the loop runs from the last step to the first
   */
  public MaskedSteps counted(Value mask, boolean backwards) {
    return new MaskedSteps(ops, mask, backwards);
  }

  /**
   * Returns the outputs of all steps of a long short-term memory, of shape {@code (time, batch,
   * units)} and each at its place in time, followed by the last output and the last carry.
   *
   * @param sequence of shape {@code (time, batch, features)}
   * @param state the output before the first step, of shape {@code (batch, units)}
   * @param carry the carry before the first step, of the same shape
   * @param kernel of shape {@code (features, 4 units)}, gates in the order i, f, c, o
   * @param recurrent of shape {@code (units, 4 units)}
   * @param bias of shape {@code (4 units)}; null for zeros
   * @param backwards whether time runs from the last step to the first
   */
  public List<Value> lstm(
      Value sequence,
      Value state,
      Value carry,
      Value kernel,
      Value recurrent,
      @Nullable Value bias,
      boolean backwards) {
    List<Value> inputs = List.of(sequence, state, carry, kernel, recurrent);
    return pass(GatedUnit.LSTM, inputs, bias, backwards);
  }

  /**
   * Returns the outputs of all steps of a gated recurrent unit, of shape {@code (time, batch,
   * units)} and each at its place in time, followed by the last output.
   *
   * @param sequence of shape {@code (time, batch, features)}
   * @param state the output before the first step, of shape {@code (batch, units)}
   * @param kernel of shape {@code (features, 3 units)}, gates in the order z, r, h
   * @param recurrent of shape {@code (units, 3 units)}
   * @param bias of shape {@code (3 units)}, or of {@code (2, 3 units)}, those of the inputs and of
   *     the states, if the reset comes after the product; null for zeros
   * @param resetAfter whether the state is reset after the product, not before it
   * @param backwards whether time runs from the last step to the first
   */
  public List<Value> gru(
      Value sequence,
      Value state,
      Value kernel,
      Value recurrent,
      @Nullable Value bias,
      boolean resetAfter,
      boolean backwards) {
    List<Value> inputs = List.of(sequence, state, kernel, recurrent);
    if (!resetAfter) {
      return pass(GatedUnit.GRU_RESET_BEFORE, inputs, bias, backwards);
    }
    Value joined = bias == null ? null : joined(bias, state.dim(1));
    return pass(GatedUnit.GRU_RESET_AFTER, inputs, joined, backwards);
  }

  /** Returns the biases of z and r, that of the input of h, and that of the state in h. */
  private Value joined(Value bias, long units) {
    List<Value> input = ops.split(ops.select(bias, 0, 0), 0, 2 * units, units);
    List<Value> state = ops.split(ops.select(bias, 0, 1), 0, 2 * units, units);
    Value gates = ops.add(input.get(0), state.get(0));
    return ops.concatenate(List.of(gates, input.get(1), state.get(1)), 0);
  }

  private List<Value> pass(
      GatedUnit kind, List<Value> inputs, @Nullable Value bias, boolean backwards) {
    Value sequence = inputs.get(0);
    Value state = inputs.get(1);
    GatedUnits units =
        new GatedUnits(
            kind,
            sequence.dim(0),
            sequence.dim(1),
            sequence.dim(2),
            state.dim(1),
            backwards,
            ops.trace().compute());
    List<Value> all = new ArrayList<>(inputs);
    // The primitive takes no pass without a bias.
    all.add(bias == null ? ops.fill(0, kind.biases() * state.dim(1)) : bias);
    GatedPass pass = GatedPass.forward(units, all);
    ops.trace().add(pass);
    return pass.outputs().subList(0, units.outputs().size());
  }
}
