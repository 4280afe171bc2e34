package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * A sequence with zeros around it: {@code (steps, channels)} becomes {@code (before + steps +
 * after, channels)}.
 *
 * @param padding how many zeros before and after; or one number for both
 */
public record ZeroPadding1D(
    @Default("1") Dims padding, @Default("channels_last") DataFormat dataFormat)
    implements Stretching {

  /** Checks the arguments. */
  public ZeroPadding1D {
    padding = padding.expand(2, "padding", 0);
  }

  @Override
  public int spatialRank() {
    return 1;
  }

  @Override
  public long lengthFrom(int axis, int length) {
    return (long) length + padding.get(0) + padding.get(1);
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    return ops.pad(x, position, padding.get(0), padding.get(1), 0);
  }
}
