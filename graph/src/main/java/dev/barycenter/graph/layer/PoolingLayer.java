package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Pooling;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.ops.Window;
import org.jspecify.annotations.Nullable;

/** What the pooling layers share: a window that slides over the spatial axes. */
interface PoolingLayer extends Sliding {
  Dims poolSize();

  @Nullable Dims strides();

  /** Records the pooling of a value whose channels stand last. */
  Value pool(Pooling pooling, Value x, Window window);

  @Override
  default Dims windowSize() {
    return poolSize();
  }

  @Override
  default Dims steps() {
    Dims strides = strides();
    return strides == null ? poolSize() : strides;
  }

  @Override
  default Dims gaps() {
    return Dims.all(1).expand(spatialRank(), "dilation_rate", 1);
  }

  @Override
  default int channelsFrom(int channels) {
    return channels;
  }

  @Override
  default Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = dataFormat().channelsLast(ops, call.input());
    return dataFormat().fromChannelsLast(ops, pool(ops.pooling(), x, window()));
  }

  /** Returns strides for each axis; those of the window's size if there are none. */
  static Dims strides(@Nullable Dims strides, Dims poolSize) {
    return strides == null ? poolSize : strides.expand(poolSize.values().size(), "strides", 1);
  }
}
