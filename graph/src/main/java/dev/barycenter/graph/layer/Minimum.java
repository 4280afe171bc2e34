package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** The smallest of two or more inputs, element by element. */
public record Minimum() implements Merge {
  @Override
  public Value merge(Ops ops, List<Value> inputs) {
    return inputs.stream().reduce(ops::minimum).orElseThrow();
  }
}
