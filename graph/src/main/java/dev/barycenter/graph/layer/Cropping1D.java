package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * A sequence without its ends: {@code (steps, channels)} becomes {@code (steps - before - after,
 * channels)}.
 *
 * @param cropping how many steps go before and after; or one number for both
 */
public record Cropping1D(@Default("1") Dims cropping) implements Stretching {

  /** Checks the arguments. */
  public Cropping1D {
    cropping = cropping.expand(2, "cropping", 0);
  }

  @Override
  public int spatialRank() {
    return 1;
  }

  @Override
  public DataFormat dataFormat() {
    return DataFormat.CHANNELS_LAST;
  }

  @Override
  public long lengthFrom(int axis, int length) {
    return (long) length - cropping.get(0) - cropping.get(1);
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    long length = x.dim(position) - cropping.get(0) - cropping.get(1);
    return ops.slice(x, position, cropping.get(0), length);
  }
}
