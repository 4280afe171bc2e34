package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SeparableConv1D and SeparableConv2D share: a convolution of each channel by itself, then a
 * mix of the channels at each position.
 */
interface SeparableConvolution extends DepthwiseConvolution {
  int filters();

  Initializer pointwiseInitializer();

  @Nullable Regularizer pointwiseRegularizer();

  @Nullable Constraint pointwiseConstraint();

  @Override
  default int channelsFrom(int channels) {
    return filters();
  }

  @Override
  default List<WeightSpec> weights(List<Shape> inputs) {
    int channels = withChannels(inputs).last();
    Shape mix =
        new Shape(Collections.nCopies(spatialRank(), 1))
            .plus(channels * depthMultiplier(), filters());
    return withBias(
        filters(),
        depthwiseKernel("depthwise_kernel", channels),
        WeightSpec.trainable(
            "pointwise_kernel",
            mix,
            pointwiseInitializer(),
            pointwiseRegularizer(),
            pointwiseConstraint()));
  }

  @Override
  default Value call(LayerCall call) {
    Ops ops = call.ops();
    Value mix = call.weight("pointwise_kernel");
    Value apart = depthwise(call, call.weight("depthwise_kernel"), null);
    Value y = ops.dense(apart, ops.reshape(mix, mix.dim(-2), mix.dim(-1)));
    Value bias = bias(call);
    return activated(call, bias == null ? y : ops.add(y, bias));
  }
}
