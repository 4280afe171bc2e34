package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;

/**
 * The mean of each channel.
 *
 * <p>Shapes, batch axis excluded, channels last: {@code (height, width, channels)} in, {@code
 * (channels)} out.
 *
 * @param keepdims whether the spatial axes stay, with length 1
 */
@Alias({"GlobalAvgPool2D"})
public record GlobalAveragePooling2D(
    @Default("channels_last") DataFormat dataFormat, @Default("false") boolean keepdims)
    implements GlobalPooling {

  @Override
  public int spatialRank() {
    return 2;
  }

  @Override
  public Value reduce(LayerCall call, int... axes) {
    return call.ops().mean(call.input(), keepdims, axes);
  }
}
