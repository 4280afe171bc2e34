package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * An image with zeros around it: {@code (height, width, channels)}, each axis longer.
 *
 * @param padding how many zeros before and after each axis; or one number for each axis, or for all
 */
public record ZeroPadding2D(
    @Default("1") List<List<Integer>> padding, @Default("channels_last") DataFormat dataFormat)
    implements Stretching {

  /** Checks the arguments. */
  public ZeroPadding2D {
    padding = Margins.pairs("padding", 2, padding);
  }

  @Override
  public int spatialRank() {
    return 2;
  }

  @Override
  public long lengthFrom(int axis, int length) {
    return (long) length + padding.get(axis).get(0) + padding.get(axis).get(1);
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    return ops.pad(x, position, padding.get(axis).get(0), padding.get(axis).get(1), 0);
  }
}
