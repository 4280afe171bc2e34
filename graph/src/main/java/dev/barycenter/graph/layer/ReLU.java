package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Rectification: {@code x} from the threshold up to the largest value, {@code negative_slope * (x -
 * threshold)} below.
 *
 * @param maxValue the largest output; null for no limit
 * @param negativeSlope the slope below the threshold; at least 0
 * @param threshold where the function starts to rise; at least 0
 */
public record ReLU(
    @Default("null") @Nullable Double maxValue,
    @Default("0.0") double negativeSlope,
    @Default("0.0") double threshold)
    implements ShapePreserving {

  /** Checks the arguments. */
  public ReLU {
    Check.atLeastZero("max_value", maxValue == null ? 0 : maxValue);
    Check.atLeastZero("negative_slope", negativeSlope);
    Check.atLeastZero("threshold", threshold);
  }

  @Override
  public Value call(LayerCall call) {
    return record(call.ops(), call.input());
  }

  Value record(Ops ops, Value x) {
    if (threshold == 0 && negativeSlope == 0 && maxValue != null) {
      return ops.relu(x, maxValue);
    }
    Value y =
        threshold == 0 ? ops.relu(x) : ops.multiply(x, ops.greater(x, ops.constant(threshold)));
    if (maxValue != null) {
      y = ops.clip(y, 0, maxValue);
    }
    if (negativeSlope == 0) {
      return y;
    }
    Value below = ops.relu(ops.shift(ops.negative(x), threshold));
    return ops.subtract(y, ops.scale(below, negativeSlope));
  }
}
