package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * A volume with zeros around it: {@code (depth, height, width, channels)}, each axis longer.
 *
 * @param padding how many zeros before and after each axis; or one number for each axis, or for all
 */
public record ZeroPadding3D(
    @Default("1") List<List<Integer>> padding, @Default("channels_last") DataFormat dataFormat)
    implements Stretching {

  /** Checks the arguments. */
  public ZeroPadding3D {
    padding = Margins.pairs("padding", 3, padding);
  }

  @Override
  public int spatialRank() {
    return 3;
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
