package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Adds normal noise of mean 0 in training.
 *
 * @param stddev the standard deviation of the noise, in the input's unit; at least 0
 * @param seed makes this layer's numbers differ from those of other seeds
 */
public record GaussianNoise(double stddev, @Default("null") @Nullable JsonNode seed)
    implements ShapePreserving {

  /** Checks the deviation. */
  public GaussianNoise {
    Check.atLeastZero("stddev", stddev);
  }

  @Override
  public Value call(LayerCall call) {
    if (!call.training() || stddev == 0) {
      return call.input();
    }
    Ops ops = call.ops();
    Value drawn = Noise.source(call, seed).normal(ops, call.input().shape());
    return ops.add(call.input(), ops.scale(drawn, stddev));
  }

  @Override
  public boolean isRandom() {
    return stddev > 0;
  }
}
