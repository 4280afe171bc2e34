package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * A vector repeated as the steps of a sequence: {@code (features)} becomes {@code (n, features)}.
 *
 * @param n the number of steps; positive
 */
public record RepeatVector(int n) implements Layer {

  /** Checks the number. */
  public RepeatVector {
    Check.positive("n", n);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.rank("RepeatVector", inputs, 1, "(features)");
    return Shape.of(n, input.last());
  }

  @Override
  public Value call(LayerCall call) {
    return call.ops().repeat(call.ops().expandDims(call.input(), 1), 1, n);
  }
}
