package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;

/**
 * Hands on its input and adds the input's size to the loss: {@code (l1 sum(|x|) + l2 sum(x^2)) /
 * batch}.
 */
public record ActivityRegularization(@Default("0.0") double l1, @Default("0.0") double l2)
    implements ShapePreserving {

  @Override
  public Value call(LayerCall call) {
    return call.input();
  }

  @Override
  public Regularizer activityRegularizer() {
    return new Regularizer.L1L2(l1, l2);
  }
}
