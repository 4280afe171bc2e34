package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** The product of two or more inputs, element by element: {@code y = x1 * x2 * ...}. */
public record Multiply() implements Merge {
  @Override
  public Value merge(Ops ops, List<Value> inputs) {
    return inputs.stream().reduce(ops::multiply).orElseThrow();
  }
}
