package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a layer while it is recorded: what it reads, and where it records.
 *
 * @param ops records
 * @param inputs the inputs, batch axis included
 * @param masks the mask of each input; null where every time step counts
 * @param weights finds the weights of the layer
 * @param mode training or inference
 * @param random draws random numbers, different ones for every call
 * @param givenMask the mask passed to the call itself, as in {@code layer(x, mask=m)}, which is
 *     also the mask of the first input; null if none was passed
 */
public record LayerCall(
    Ops ops,
    List<Value> inputs,
    List<@Nullable Value> masks,
    WeightSpec.Lookup weights,
    Mode mode,
    Randomness random,
    @Nullable Value givenMask) {

  /** Creates a call that no mask is passed to. */
  public LayerCall(
      Ops ops,
      List<Value> inputs,
      List<@Nullable Value> masks,
      WeightSpec.Lookup weights,
      Mode mode,
      Randomness random) {
    this(ops, inputs, masks, weights, mode, random, null);
  }

  /**
   * How a call behaves.
   *
   * @param training whether dropout drops and batch statistics are used
   * @param trainable whether the layer's weights are moved; frozen statistics stay as they are
   * @param causal whether attention sees only earlier positions
   */
  public record Mode(boolean training, boolean trainable, boolean causal) {
    /** Returns this mode with another training flag. */
    public Mode withTraining(boolean flag) {
      return new Mode(flag, trainable, causal);
    }

    /** Returns this mode for a layer inside this one. */
    public Mode withTrainable(boolean flag) {
      return new Mode(training, flag, causal);
    }
  }

  /** Returns the only input. */
  public Value input() {
    return inputs.get(0);
  }

  /** Returns the mask of an input; null where every time step counts. */
  public @Nullable Value mask(int input) {
    return input < masks.size() ? masks.get(input) : null;
  }

  /** Returns the value of a weight of the layer. */
  public Value weight(String name) {
    return weights.weight(name);
  }

  /** Returns whether the call trains. */
  public boolean training() {
    return mode.training();
  }

  /** Returns the batch size. */
  public long batch() {
    return input().dim(0);
  }

  /** Returns a call with other inputs and masks, for a layer inside this one. */
  public LayerCall inner(String part, List<Value> inputs, List<@Nullable Value> masks) {
    return new LayerCall(
        ops, inputs, masks, name -> weights.weight(part + "/" + name), mode, random.inner(part));
  }

  /** Returns this call with the given mask passed to it. */
  LayerCall withGivenMask(@Nullable Value mask) {
    return new LayerCall(ops, inputs, masks, weights, mode, random, mask);
  }
}
