package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Conv1D, Conv2D and Conv3D share: a kernel that slides over the spatial axes. */
interface Convolution extends SlidingKernel {
  int filters();

  int groups();

  Initializer kernelInitializer();

  @Nullable Regularizer kernelRegularizer();

  @Nullable Constraint kernelConstraint();

  @Override
  default int channelsFrom(int channels) {
    Check.refuse(
        channels % groups() != 0,
        "%s cuts its input channels into %d groups, but is given %d channels. Choose 'groups' to divide them.",
        type(),
        groups(),
        channels);
    return filters();
  }

  @Override
  default List<WeightSpec> weights(List<Shape> inputs) {
    return withBias(
        filters(),
        WeightSpec.trainable(
            "kernel",
            kernelShape(withChannels(inputs).last() / groups(), filters()),
            kernelInitializer(),
            kernelRegularizer(),
            kernelConstraint()));
  }

  @Override
  default Value call(LayerCall call) {
    Value x = padded(call.ops(), call.input());
    Value kernel = call.weight("kernel");
    return activated(call, call.ops().convolutions().convolve(x, kernel, bias(call), window()));
  }

  /** Checks what the arguments of a convolution have to do with each other. */
  static void check(int filters, int groups, Dims strides, Dims dilationRate) {
    Check.positive("filters", filters);
    Check.positive("groups", groups);
    Check.refuse(
        filters % groups != 0,
        "'filters' must be a multiple of 'groups', but %d is not one of %d.",
        filters,
        groups);
    Check.refuse(
        strides.values().stream().anyMatch(s -> s > 1)
            && dilationRate.values().stream().anyMatch(d -> d > 1),
        "'strides' %s and 'dilation_rate' %s cannot both be above 1. Set one of them to 1.",
        strides,
        dilationRate);
  }
}
