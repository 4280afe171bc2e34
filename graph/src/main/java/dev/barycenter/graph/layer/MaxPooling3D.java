package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Pooling;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.ops.Window;
import org.jspecify.annotations.Nullable;

/**
 * The largest element in a window that slides over a volume.
 *
 * <p>Shapes, batch axis excluded, channels last: {@code (depth, height, width, channels)} in and
 * out; a length n becomes {@code ceil(n / stride)} with padding same, {@code floor((n - pool_size)
 * / stride) + 1} with valid.
 *
 * @param poolSize the size of the window
 * @param strides how far the window moves at a time; null for the size of the window
 */
@Alias({"MaxPool3D"})
public record MaxPooling3D(
    @Default("2") Dims poolSize,
    @Default("null") @Nullable Dims strides,
    @Default("valid") Padding padding,
    @Default("channels_last") DataFormat dataFormat)
    implements PoolingLayer {

  /** Checks the arguments. */
  public MaxPooling3D {
    poolSize = poolSize.expand(3, "pool_size", 1);
    strides = PoolingLayer.strides(strides, poolSize);
    Check.notCausal(padding);
  }

  @Override
  public Value pool(Pooling pooling, Value x, Window window) {
    return pooling.max(x, window);
  }
}
