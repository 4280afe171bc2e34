package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * Every step repeated: {@code (steps, channels)} becomes {@code (steps size, channels)}.
 *
 * @param size how often; positive
 */
public record UpSampling1D(@Default("2") int size) implements Stretching {

  /** Checks the arguments. */
  public UpSampling1D {
    Check.positive("size", size);
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
    return (long) length * size;
  }

  @Override
  public Value stretch(Ops ops, Value x, int axis, int position) {
    return ops.repeat(x, position, size);
  }
}
