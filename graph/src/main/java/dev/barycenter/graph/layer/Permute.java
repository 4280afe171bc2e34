package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * The axes in another order.
 *
 * @param dims for each axis of the output, the axis of the input that it is, counted from 1; the
 *     batch axis is not named and stays
 */
public record Permute(List<Integer> dims) implements Layer {

  /** Checks that each axis is named once. */
  public Permute {
    dims = List.copyOf(dims);
    List<Integer> sorted = dims.stream().sorted().toList();
    for (int i = 0; i < sorted.size(); i++) {
      Check.refuse(
          sorted.get(i) != i + 1,
          "'dims' is %s: expected each number from 1 to %d once.",
          dims,
          dims.size());
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Permute", inputs);
    Check.refuse(
        input.rank() != dims.size(),
        "Permute has 'dims' %s for %d axes, but is given an input of shape %s. Name each of its axes once.",
        dims,
        dims.size(),
        input);
    return new Shape(dims.stream().map(d -> input.dim(d - 1)).toList());
  }

  @Override
  public Value call(LayerCall call) {
    int[] order = new int[dims.size() + 1];
    for (int i = 1; i < order.length; i++) {
      order[i] = dims.get(i - 1);
    }
    return call.ops().transpose(call.input(), order);
  }
}
