package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies by normal noise of mean 1 and standard deviation {@code sqrt(rate / (1 - rate))} in
 * training (Srivastava et al., JMLR 15, 2014, section 10).
 *
 * @param rate the share that {@link Dropout} with the same variance would drop, in [0, 1)
 * @param seed makes this layer's numbers differ from those of other seeds
 */
public record GaussianDropout(double rate, @Default("null") @Nullable JsonNode seed)
    implements ShapePreserving {

  /** Checks the rate. */
  public GaussianDropout {
    Check.fraction("rate", rate);
  }

  @Override
  public Value call(LayerCall call) {
    if (!call.training() || rate == 0) {
      return call.input();
    }
    Ops ops = call.ops();
    Value drawn = Noise.source(call, seed).normal(ops, call.input().shape());
    Value factor = ops.shift(ops.scale(drawn, Math.sqrt(rate / (1 - rate))), 1);
    return ops.multiply(call.input(), factor);
  }

  @Override
  public boolean isRandom() {
    return rate > 0;
  }
}
