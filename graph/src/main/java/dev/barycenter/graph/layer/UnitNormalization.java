package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * Scales to Euclidean length 1 over some axes of each example; zeros stay zeros.
 *
 * @param axis the axes, batch axis counted as 0; negative positions count from the last
 */
public record UnitNormalization(@Default("-1") Dims axis) implements ShapePreserving {
  private static final double EPSILON = 1e-12;

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("UnitNormalization", inputs);
    axis.values().forEach(a -> Check.axis("UnitNormalization", input, a));
    return input;
  }

  @Override
  public Value call(LayerCall call) {
    int[] axes = Normalized.axes(call.input(), axis.values());
    return Normalized.unit(call.ops(), call.input(), EPSILON, axes);
  }
}
