package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Conv1D, Conv2D and Conv3D share: a kernel that slides over the spatial axes. */
interface Convolution extends Sliding {
  int filters();

  Dims kernelSize();

  Dims strides();

  Dims dilationRate();

  int groups();

  Activation activation();

  boolean useBias();

  Initializer kernelInitializer();

  Initializer biasInitializer();

  @Nullable Regularizer kernelRegularizer();

  @Nullable Regularizer biasRegularizer();

  @Nullable Constraint kernelConstraint();

  @Nullable Constraint biasConstraint();

  @Override
  default Dims windowSize() {
    return kernelSize();
  }

  @Override
  default Dims steps() {
    return strides();
  }

  @Override
  default Dims gaps() {
    return dilationRate();
  }

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
    Shape kernel =
        new Shape(kernelSize().values()).plus(channelsLast(inputs).last() / groups(), filters());
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        WeightSpec.trainable(
            "kernel", kernel, kernelInitializer(), kernelRegularizer(), kernelConstraint()));
    if (useBias()) {
      weights.add(
          WeightSpec.trainable(
              "bias", Shape.of(filters()), biasInitializer(), biasRegularizer(), biasConstraint()));
    }
    return weights;
  }

  @Override
  default Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = padded(ops, call.input());
    Value y = ops.convolutions().convolve(x, call.weight("kernel"), window());
    Value biased = useBias() ? ops.add(y, call.weight("bias")) : y;
    return activation().apply(ops, dataFormat().fromChannelsLast(ops, biased));
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
