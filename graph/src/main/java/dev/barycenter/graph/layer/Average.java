package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** The mean of two or more inputs: {@code y = (x1 + x2 + ...) / n}. */
public record Average() implements Merge {
  @Override
  public Value merge(Ops ops, List<Value> inputs) {
    return ops.scale(inputs.stream().reduce(ops::add).orElseThrow(), 1.0 / inputs.size());
  }
}
