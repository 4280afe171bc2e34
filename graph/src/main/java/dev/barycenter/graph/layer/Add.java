package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** The sum of two or more inputs: {@code y = x1 + x2 + ...}. */
public record Add() implements Merge {
  @Override
  public Value merge(Ops ops, List<Value> inputs) {
    return inputs.stream().reduce(ops::add).orElseThrow();
  }
}
