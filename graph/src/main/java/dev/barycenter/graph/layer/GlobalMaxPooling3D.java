package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;

/**
 * The largest element of each channel.
 *
 * <p>Shapes, batch axis excluded, channels last: {@code (depth, height, width, channels)} in,
 * {@code (channels)} out.
 *
 * @param keepdims whether the spatial axes stay, with length 1
 */
@Alias({"GlobalMaxPool3D"})
public record GlobalMaxPooling3D(
    @Default("channels_last") DataFormat dataFormat, @Default("false") boolean keepdims)
    implements GlobalPooling {

  @Override
  public int spatialRank() {
    return 3;
  }

  @Override
  public Value reduce(LayerCall call, int... axes) {
    return call.ops().max(call.input(), keepdims, axes);
  }
}
