package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;

/** Hands on its input. */
public record Identity() implements ShapePreserving {
  @Override
  public Value call(LayerCall call) {
    return call.input();
  }
}
