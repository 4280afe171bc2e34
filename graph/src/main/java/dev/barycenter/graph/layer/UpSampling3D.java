package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * Every position of a volume repeated along each axis: {@code (depth, height, width, channels)}
 * becomes {@code (depth size[0], height size[1], width size[2], channels)}.
 *
 * @param size how often; positive
 */
public record UpSampling3D(@Default("2") Dims size, @Default("channels_last") DataFormat dataFormat)
    implements Stretching {

  /** Checks the arguments. */
  public UpSampling3D {
    size = size.expand(3, "size", 1);
  }

  @Override
  public int spatialRank() {
    return 3;
  }

  @Override
  public long lengthFrom(int axis, int length) {
    return (long) length * size.get(axis);
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    return ops.repeat(x, position, size.get(axis));
  }
}
