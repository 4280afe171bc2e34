package dev.barycenter.graph.training;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

public interface Loss extends Serializable {
  Value perSample(Ops ops, Value target, Value prediction);

  Value reduce(Ops ops, Value losses, @Nullable Value weights, @Nullable Value mask);
}
