package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A layer that joins inputs element by element.
 *
 * <p>Shapes without the batch axis broadcast as NumPy's do. A time step counts in the output if it
 * counts in any input; if an input has no mask, neither has the output.
 */
interface Merge extends Layer {

  /** Records the merge of inputs that broadcast. */
  Value merge(Ops ops, List<Value> inputs);

  @Override
  default Shape outputShape(List<Shape> inputs) {
    String name = Family.name(getClass());
    Check.refuse(
        inputs.isEmpty(), "%s takes a list of inputs, but is given none. Give it some.", name);
    Shape shape = inputs.get(0);
    for (Shape next : inputs.subList(1, inputs.size())) {
      shape = broadcast(name, shape, next, inputs);
    }
    return shape;
  }

  private static Shape broadcast(String name, Shape a, Shape b, List<Shape> all) {
    List<Integer> dims = new ArrayList<>();
    int rank = Math.max(a.rank(), b.rank());
    for (int i = rank; i >= 1; i--) {
      int left = i > a.rank() ? 1 : a.dim(-i);
      int right = i > b.rank() ? 1 : b.dim(-i);
      boolean unknown = left == Shape.UNKNOWN || right == Shape.UNKNOWN;
      if (!unknown && left != right && left != 1 && right != 1) {
        throw misfit(name, all);
      }
      dims.add(left == 1 ? right : right == 1 ? left : unknown ? Math.max(left, right) : left);
    }
    return new Shape(dims);
  }

  private static IllegalArgumentException misfit(String name, List<Shape> all) {
    return new IllegalArgumentException(
        "%s takes inputs of equal shapes, or with axes of length 1 that stretch, but is given %s. Reshape or project one of them first."
            .formatted(
                name, all.stream().map(Shape::toString).collect(Collectors.joining(" and "))));
  }

  @Override
  default Value call(LayerCall call) {
    int rank = call.inputs().stream().mapToInt(Value::rank).max().orElseThrow();
    List<Value> inputs = new ArrayList<>();
    for (Value input : call.inputs()) {
      Value widened = input;
      while (widened.rank() < rank) {
        widened = call.ops().expandDims(widened, 1);
      }
      inputs.add(widened);
    }
    return merge(call.ops(), inputs);
  }

  @Override
  default @Nullable Value outputMask(LayerCall call) {
    Value any = null;
    for (Value mask : call.masks()) {
      if (mask == null) {
        return null;
      }
      any = any == null ? mask : call.ops().maximum(any, mask);
    }
    return any;
  }
}
