package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;

/**
 * {@code x} above 0, else {@code alpha * (e^x - 1)} (Clevert et al., arXiv 1511.07289).
 *
 * @param alpha minus the limit far below 0
 */
public record ELU(@Default("1.0") double alpha) implements ShapePreserving {
  @Override
  public Value call(LayerCall call) {
    return Activation.elu(call.ops(), call.input(), alpha);
  }
}
