package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Dropout for {@link Activation#SELU}: sets a random share of the inputs to SELU's lower limit in
 * training, then scales and shifts so that a mean of 0 and a variance of 1 stay (Klambauer et al.,
 * arXiv 1706.02515).
 *
 * @param rate the share that is dropped, in [0, 1)
 * @param noiseShape the shape of what is drawn, as of {@link Dropout}
 * @param seed makes this layer's numbers differ from those of other seeds
 */
public record AlphaDropout(
    double rate,
    @Default("null") @Nullable JsonNode noiseShape,
    @Default("null") @Nullable JsonNode seed)
    implements ShapePreserving {

  /** Checks the arguments. */
  public AlphaDropout {
    Check.fraction("rate", rate);
    Noise.check(noiseShape);
  }

  @Override
  public Value call(LayerCall call) {
    if (!call.training() || rate == 0) {
      return call.input();
    }
    Ops ops = call.ops();
    double limit = -Activation.SELU_ALPHA * Activation.SELU_SCALE;
    double factor = 1 / Math.sqrt((1 - rate) * (1 + rate * limit * limit));
    Value keep = Noise.keep(call, rate, seed, 1, Noise.shape(noiseShape, call.input()));
    Value dropped = ops.scale(ops.shift(ops.negative(keep), 1), limit);
    Value mixed = ops.add(ops.multiply(call.input(), keep), dropped);
    return ops.shift(ops.scale(mixed, factor), -factor * limit * rate);
  }

  @Override
  public boolean isRandom() {
    return rate > 0;
  }
}
