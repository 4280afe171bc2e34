package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * Sets a random share of the inputs to 0 in training and scales up the others, so that the mean
 * stays; does nothing in inference (Srivastava et al., JMLR 15, 2014).
 *
 * @param rate the share that is dropped, in [0, 1)
 * @param noiseShape the shape of what is drawn, batch axis included: 1 where all positions of an
 *     axis are dropped together, null for the input's own length; null as a whole for the input's
 *     shape
 * @param seed makes this layer's numbers differ from those of other seeds; they are a function of
 *     it, the run's seed, the step and the call's name
 */
public record Dropout(
    double rate,
    @Default("null") @Nullable JsonNode noiseShape,
    @Default("null") @Nullable JsonNode seed)
    implements ShapePreserving {

  /** Checks the arguments. */
  public Dropout {
    Check.fraction("rate", rate);
    Noise.check(noiseShape);
  }

  @Override
  public Value call(LayerCall call) {
    return Noise.drop(call, rate, seed, Noise.shape(noiseShape, call.input()));
  }

  @Override
  public boolean isRandom() {
    return rate > 0;
  }
}
