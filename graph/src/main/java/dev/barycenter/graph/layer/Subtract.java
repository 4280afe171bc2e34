package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** The difference of two inputs: {@code y = x1 - x2}. */
public record Subtract() implements Merge {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.refuse(
        inputs.size() != 2,
        "Subtract takes two inputs, but is given %d: %s.",
        inputs.size(),
        inputs);
    return Merge.super.outputShape(inputs);
  }

  @Override
  public Value merge(Ops ops, List<Value> inputs) {
    return ops.subtract(inputs.get(0), inputs.get(1));
  }
}
