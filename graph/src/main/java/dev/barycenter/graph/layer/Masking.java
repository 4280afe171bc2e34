package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * Marks the time steps of which every feature equals one number as padding, and sets them to zero.
 *
 * <p>Shapes, batch axis excluded: input and output {@code (time, ..., features)}; the mask has the
 * shape of the input without its last axis.
 *
 * @param maskValue the number that stands for padding
 */
public record Masking(@Default("0.0") double maskValue) implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Masking", inputs);
    Check.refuse(
        input.rank() < 2,
        "Masking takes inputs of shape (time, features), but is given %s. Reshape it first.",
        input);
    return input;
  }

  @Override
  public Value call(LayerCall call) {
    return call.ops().multiply(call.input(), counts(call, true));
  }

  @Override
  public Value outputMask(LayerCall call) {
    return counts(call, false);
  }

  /** Returns 1 for each step of which some feature differs from the number, else 0. */
  private Value counts(LayerCall call, boolean keepDims) {
    Ops ops = call.ops();
    Value differs = ops.notEqual(call.input(), ops.constant(maskValue));
    return ops.relu(ops.sum(differs, keepDims, -1), 1);
  }
}
