package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dropout of whole channels of inputs of shape {@code (steps, channels)} (Tompson et al., arXiv
 * 1411.4280).
 *
 * @param rate the share of the channels that is dropped, in [0, 1)
 * @param seed makes this layer's numbers differ from those of other seeds
 */
public record SpatialDropout1D(double rate, @Default("null") @Nullable JsonNode seed)
    implements ShapePreserving {

  /** Checks the rate. */
  public SpatialDropout1D {
    Check.fraction("rate", rate);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Check.rank("SpatialDropout1D", inputs, 2, DataFormat.CHANNELS_LAST.axes(1));
  }

  @Override
  public Value call(LayerCall call) {
    return Noise.dropChannels(call, rate, seed, DataFormat.CHANNELS_LAST);
  }

  @Override
  public boolean isRandom() {
    return rate > 0;
  }
}
