package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What DepthwiseConv1D and DepthwiseConv2D share: each channel has kernels of its own. */
interface DepthwiseConvolution extends SlidingKernel {
  int depthMultiplier();

  Initializer depthwiseInitializer();

  @Nullable Regularizer depthwiseRegularizer();

  @Nullable Constraint depthwiseConstraint();

  @Override
  default int channelsFrom(int channels) {
    return channels * depthMultiplier();
  }

  @Override
  default List<WeightSpec> weights(List<Shape> inputs) {
    int channels = withChannels(inputs).last();
    return withBias(channels * depthMultiplier(), depthwiseKernel("kernel", channels));
  }

  /** Returns the kernel: one for each input channel and each of its outputs. */
  default WeightSpec depthwiseKernel(String name, int channels) {
    return WeightSpec.trainable(
        name,
        kernelShape(channels, depthMultiplier()),
        depthwiseInitializer(),
        depthwiseRegularizer(),
        depthwiseConstraint());
  }

  @Override
  default Value call(LayerCall call) {
    return activated(call, depthwise(call, call.weight("kernel"), bias(call)));
  }

  /** Records a convolution with as many groups as there are channels. */
  default Value depthwise(LayerCall call, Value kernel, @Nullable Value bias) {
    Ops ops = call.ops();
    long[] grouped =
        LongStream.concat(
                kernelSize().values().stream().mapToLong(Integer::longValue),
                LongStream.of(1, kernel.dim(-2) * kernel.dim(-1)))
            .toArray();
    Value x = padded(ops, call.input());
    return ops.convolutions().convolve(x, ops.reshape(kernel, grouped), bias, window());
  }
}
