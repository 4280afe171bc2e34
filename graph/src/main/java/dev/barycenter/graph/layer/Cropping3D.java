package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * A volume without its margins: {@code (depth, height, width, channels)}, each axis shorter.
 *
 * @param cropping how many positions go before and after each axis; or one number for each axis, or
 *     for all
 */
public record Cropping3D(
    @Default("1") List<List<Integer>> cropping, @Default("channels_last") DataFormat dataFormat)
    implements Stretching {

  /** Checks the arguments. */
  public Cropping3D {
    cropping = Margins.pairs("cropping", 3, cropping);
  }

  @Override
  public int spatialRank() {
    return 3;
  }

  @Override
  public long lengthFrom(int axis, int length) {
    return (long) length - cropping.get(axis).get(0) - cropping.get(axis).get(1);
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    long start = cropping.get(axis).get(0);
    return ops.slice(x, position, start, x.dim(position) - start - cropping.get(axis).get(1));
  }
}
