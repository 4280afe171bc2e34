package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;

/**
 * {@code x} above 0, else {@code negative_slope * x} (Maas et al., ICML 2013).
 *
 * @param negativeSlope the slope below 0; at least 0
 */
public record LeakyReLU(@Default("0.3") double negativeSlope) implements ShapePreserving {

  /** Checks the argument. */
  public LeakyReLU {
    Check.atLeastZero("negative_slope", negativeSlope);
  }

  @Override
  public Value call(LayerCall call) {
    return Activation.leakyRelu(call.ops(), call.input(), negativeSlope);
  }
}
