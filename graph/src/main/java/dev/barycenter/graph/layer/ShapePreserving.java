package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer whose output has the shape and the mask of its only input. */
interface ShapePreserving extends Layer {
  @Override
  default Shape outputShape(List<Shape> inputs) {
    return Check.one(Family.name(getClass()), inputs);
  }

  @Override
  default @Nullable Value outputMask(LayerCall call) {
    return call.mask(0);
  }
}
