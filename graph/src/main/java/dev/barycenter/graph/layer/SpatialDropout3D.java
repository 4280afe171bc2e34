package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dropout of whole channels of inputs of shape {@code (depth, height, width, channels)} (Tompson et
 * al., arXiv 1411.4280).
 *
 * @param rate the share of the channels that is dropped, in [0, 1)
 * @param dataFormat where the channels stand
 * @param seed makes this layer's numbers differ from those of other seeds
 */
public record SpatialDropout3D(
    double rate,
    @Default("channels_last") DataFormat dataFormat,
    @Default("null") @Nullable JsonNode seed)
    implements ShapePreserving {

  /** Checks the rate. */
  public SpatialDropout3D {
    Check.fraction("rate", rate);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Check.rank("SpatialDropout3D", inputs, 4, dataFormat.axes(3));
  }

  @Override
  public Value call(LayerCall call) {
    return Noise.dropChannels(call, rate, seed, dataFormat);
  }

  @Override
  public boolean isRandom() {
    return rate > 0;
  }
}
