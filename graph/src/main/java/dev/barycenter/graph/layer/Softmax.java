package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * {@code e^x / sum(e^x)} along one axis or several.
 *
 * <p>Elements that a mask leaves out are 0. A mask must stretch to the input, axes matched from the
 * last.
 *
 * @param axis the axes, batch axis counted as 0; negative positions count from the last
 */
public record Softmax(@Default("-1") Dims axis) implements ShapePreserving {
  private static final double MASKED = -1e9;

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Softmax", inputs);
    axis.values().forEach(a -> Check.axis("Softmax", input, a));
    return input;
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value mask = call.mask(0);
    if (mask == null) {
      return softmax(ops, call.input());
    }
    checkMask(mask, call.input());
    Value kept = ops.where(mask, call.input(), ops.constant(MASKED));
    return ops.where(mask, softmax(ops, kept), ops.constant(0));
  }

  private Value softmax(Ops ops, Value x) {
    int[] axes = axis.values().stream().mapToInt(a -> a < 0 ? a + x.rank() : a).sorted().toArray();
    if (axes.length == 1) {
      return ops.softmax(x, axes[0]);
    }
    Value powers = ops.exp(ops.subtract(x, ops.stopGradient(ops.max(x, true, axes))));
    return ops.divide(powers, ops.sum(powers, true, axes));
  }

  private static void checkMask(Value mask, Value x) {
    boolean fits = mask.rank() <= x.rank();
    for (int i = 1; i <= mask.rank() && fits; i++) {
      fits = mask.dim(-i) == 1 || mask.dim(-i) == x.dim(-i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "Softmax takes masks that stretch to its input, but the mask has shape %s and the input %s."
              .formatted(mask, x));
    }
  }
}
