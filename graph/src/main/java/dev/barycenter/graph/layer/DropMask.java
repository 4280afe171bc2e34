package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/** Factors that drop elements at random and scale the others up, so that the mean is kept. */
final class DropMask {
  private DropMask() {}

  /**
   * Returns 0 with probability {@code rate} and else {@code 1 / (1 - rate)}, element by element.
   */
  static Value of(LayerCall call, String part, double rate, long... shape) {
    Ops ops = call.ops();
    Value kept =
        ops.greaterEqual(call.random().inner(part).uniform(ops, shape), ops.constant((float) rate));
    return ops.scale(kept, 1 / (1 - rate));
  }
}
