package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The dot products of two inputs along one axis of each, example by example.
 *
 * <p>The output has the other axes of the first input, then those of the second; if there are none,
 * it is one number for each example, of shape {@code (1)}.
 *
 * @param axes the axis, or one for each input, batch axis counted as 0
 * @param normalize whether the inputs are scaled to length 1 along the axis first, which makes the
 *     product the cosine of their angle
 */
public record Dot(Dims axes, @Default("false") boolean normalize) implements Layer {

  /** Checks the arguments. */
  public Dot {
    Check.refuse(
        !axes.uniform() && axes.values().size() != 2,
        "'axes' is %s: expected an axis or a list of two.",
        axes);
  }

  private int axis(int input, Shape shape) {
    return Check.axis("Dot", shape, axes.get(axes.uniform() ? 0 : input));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.refuse(
        inputs.size() != 2, "Dot takes two inputs, but is given %d: %s.", inputs.size(), inputs);
    Shape a = inputs.get(0);
    Shape b = inputs.get(1);
    int left = a.dim(axis(0, a) - 1);
    int right = b.dim(axis(1, b) - 1);
    Check.refuse(
        left != right && left != Shape.UNKNOWN && right != Shape.UNKNOWN,
        "Dot takes inputs of equal lengths along its axes, but is given %s and %s with 'axes' %s, which have %d and %d.",
        a,
        b,
        axes,
        left,
        right);
    List<Integer> dims = new ArrayList<>(a.dims());
    dims.remove(axis(0, a) - 1);
    List<Integer> more = new ArrayList<>(b.dims());
    more.remove(axis(1, b) - 1);
    dims.addAll(more);
    return dims.isEmpty() ? Shape.of(1) : new Shape(dims);
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value a = rows(ops, call.inputs().get(0), 0);
    Value b = rows(ops, call.inputs().get(1), 1);
    return ops.reshape(ops.matmul(a, b, false, true), shape(call));
  }

  /** Returns an input with its axis last and all others joined: {@code (batch, rows, axis)}. */
  private Value rows(Ops ops, Value x, int input) {
    int given = axes.get(axes.uniform() ? 0 : input);
    int at = given < 0 ? given + x.rank() : given;
    Value unit = normalize ? Normalized.unit(ops, x, Constraint.EPSILON, at) : x;
    int[] order = new int[x.rank()];
    for (int i = 0, next = 0; i < x.rank(); i++) {
      if (i != at) {
        order[next++] = i;
      }
    }
    order[x.rank() - 1] = at;
    Value last = at == x.rank() - 1 ? unit : ops.transpose(unit, order);
    return ops.reshape(last, x.dim(0), x.size() / x.dim(0) / x.dim(at), x.dim(at));
  }

  private long[] shape(LayerCall call) {
    List<Long> dims = new ArrayList<>(List.of(call.batch()));
    for (int input = 0; input < 2; input++) {
      Value x = call.inputs().get(input);
      int given = axes.get(axes.uniform() ? 0 : input);
      for (int i = 1; i < x.rank(); i++) {
        if (i != (given < 0 ? given + x.rank() : given)) {
          dims.add(x.dim(i));
        }
      }
    }
    if (dims.size() == 1) {
      dims.add(1L);
    }
    return dims.stream().mapToLong(Long::longValue).toArray();
  }
}
