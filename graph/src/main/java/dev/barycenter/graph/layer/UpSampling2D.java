package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * An image made larger: {@code (height, width, channels)} becomes {@code (height size[0], width
 * size[1], channels)}.
 *
 * @param size by which factors; positive
 * @param interpolation what stands between; Keras's backends disagree on other values than these
 */
public record UpSampling2D(
    @Default("2") Dims size,
    @Default("channels_last") DataFormat dataFormat,
    @Default("nearest") Interpolation interpolation)
    implements Stretching {

  /** Checks the arguments. */
  public UpSampling2D {
    size = size.expand(2, "size", 1);
  }

  @Override
  public int spatialRank() {
    return 2;
  }

  @Override
  public long lengthFrom(int axis, int length) {
    return (long) length * size.get(axis);
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    return interpolation == Interpolation.NEAREST
        ? ops.repeat(x, position, size.get(axis))
        : ops.resizing().linear(x, position, size.get(axis));
  }
}
