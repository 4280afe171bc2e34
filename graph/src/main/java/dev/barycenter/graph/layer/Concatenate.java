package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inputs one after the other along an axis.
 *
 * <p>Along the time axis masks are joined too; along another one a time step counts if it counts in
 * any input.
 *
 * @param axis the axis, batch axis counted as 0; negative positions count from the last
 */
public record Concatenate(@Default("-1") int axis) implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.refuse(
        inputs.isEmpty(), "Concatenate takes a list of inputs, but is given none. Give it some.");
    Shape first = inputs.get(0);
    int at = Check.axis("Concatenate", first, axis) - 1;
    int length = 0;
    for (Shape shape : inputs) {
      Check.refuse(
          shape.rank() != first.rank() || !joins(shape.with(at, 1), first.with(at, 1)),
          "Concatenate takes inputs that differ only along axis %d, but is given %s. Reshape or pool them to fit.",
          axis,
          inputs);
      boolean unknown = length == Shape.UNKNOWN || shape.dim(at) == Shape.UNKNOWN;
      length = unknown ? Shape.UNKNOWN : length + shape.dim(at);
    }
    return inputs.stream()
        .map(s -> s.with(at, 1))
        .reduce(first, Concatenate::known)
        .with(at, length);
  }

  private static boolean joins(Shape a, Shape b) {
    for (int i = 0; i < a.rank(); i++) {
      int left = a.dim(i);
      int right = b.dim(i);
      if (left != right && left != Shape.UNKNOWN && right != Shape.UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  private static Shape known(Shape a, Shape b) {
    Shape all = a;
    for (int i = 0; i < a.rank(); i++) {
      all = all.with(i, a.dim(i) == Shape.UNKNOWN ? b.dim(i) : a.dim(i));
    }
    return all;
  }

  @Override
  public Value call(LayerCall call) {
    return call.ops().concatenate(call.inputs(), axis);
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    boolean alongTime = (axis < 0 ? axis + call.input().rank() : axis) == 1;
    List<Value> masks = new ArrayList<>();
    int masked = 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      Value mask = call.mask(i);
      Value input = call.inputs().get(i);
      masked += mask == null ? 0 : 1;
      masks.add(mask == null ? call.ops().fill(1, input.dim(0), input.dim(1)) : mask);
    }
    if (masked == 0) {
      return null;
    }
    return alongTime
        ? call.ops().concatenate(masks, 1)
        : masks.stream().reduce(call.ops()::maximum).orElseThrow();
  }
}
