package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** The largest of two or more inputs, element by element. */
public record Maximum() implements Merge {
  @Override
  public Value merge(Ops ops, List<Value> inputs) {
    return inputs.stream().reduce(ops::maximum).orElseThrow();
  }
}
