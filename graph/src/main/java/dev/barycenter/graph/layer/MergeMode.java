package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** How {@link Bidirectional} joins what it found in both directions. */
public enum MergeMode {
  /** The sum. */
  SUM,
  /** The product. */
  MUL,
  /** Side by side on the last axis. */
  CONCAT,
  /** The mean. */
  AVE;

  Value apply(Ops ops, Value forward, Value backward) {
    return switch (this) {
      case SUM -> ops.add(forward, backward);
      case MUL -> ops.multiply(forward, backward);
      case CONCAT -> ops.concatenate(List.of(forward, backward), -1);
      case AVE -> ops.scale(ops.add(forward, backward), 0.5);
    };
  }
}
