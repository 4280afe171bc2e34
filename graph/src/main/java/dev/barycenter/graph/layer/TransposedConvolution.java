package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.ops.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Conv1DTranspose, Conv2DTranspose and Conv3DTranspose share: every input element is spread
 * over a window, and windows that overlap add up.
 *
 * <p>All that is spread has the length {@code full = (n - 1) stride + extent}; padding and {@code
 * output_padding} say where the output starts in it and how long it is. Positions after its end are
 * zero. These are the rules of Keras on TensorFlow and JAX.
 */
interface TransposedConvolution extends KernelLayer {
  int filters();

  Padding padding();

  @Nullable Dims outputPadding();

  Initializer kernelInitializer();

  @Nullable Regularizer kernelRegularizer();

  @Nullable Constraint kernelConstraint();

  /** Returns the window that each element is spread over. */
  default Window window() {
    return new Window(kernelSize().values(), strides().values(), dilationRate().values(), false);
  }

  /** Returns the length of an output axis. */
  default int lengthFrom(int axis, int length) {
    int stride = strides().get(axis);
    int extent = window().extent(axis);
    Dims more = outputPadding();
    if (padding() == Padding.VALID) {
      int after = more == null ? Math.max(stride - extent, 0) : more.get(axis);
      return (length - 1) * stride + extent + after;
    }
    return more == null ? length * stride : (length - 1) * stride + extent % 2 + more.get(axis);
  }

  /** Returns how much of what is spread lies before the start of the output along an axis. */
  default int before(int axis) {
    if (padding() == Padding.VALID) {
      return 0;
    }
    int extent = window().extent(axis);
    Dims more = outputPadding();
    int reach =
        more == null ? strides().get(axis) + extent - 2 : extent + extent % 2 - 2 + more.get(axis);
    return extent - 1 - Math.min((reach + 1) / 2, extent - 1);
  }

  @Override
  default Shape outputShape(List<Shape> inputs) {
    Shape shape = withChannels(inputs);
    for (int axis = 0; axis < spatialRank(); axis++) {
      int length = shape.dim(axis);
      if (length != Shape.UNKNOWN) {
        shape = shape.with(axis, lengthFrom(axis, length));
      }
    }
    return activation().outputShape(dataFormat().fromChannelsLast(shape.with(-1, filters())));
  }

  @Override
  default List<WeightSpec> weights(List<Shape> inputs) {
    return withBias(
        filters(),
        WeightSpec.trainable(
            "kernel",
            kernelShape(filters(), withChannels(inputs).last()),
            kernelInitializer(),
            kernelRegularizer(),
            kernelConstraint()));
  }

  @Override
  default Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = dataFormat().channelsLast(ops, call.input());
    Value y = ops.convolutions().transpose(x, call.weight("kernel"), window());
    for (int axis = 0; axis < spatialRank(); axis++) {
      int length = lengthFrom(axis, (int) x.dim(axis + 1));
      long missing = Math.max(before(axis) + length - y.dim(axis + 1), 0);
      y = ops.slice(ops.pad(y, axis + 1, 0, missing, 0), axis + 1, before(axis), length);
    }
    Value bias = bias(call);
    return activated(call, bias == null ? y : ops.add(y, bias));
  }

  /** Checks what the arguments have to do with each other. */
  static void check(
      int filters, Padding padding, Dims strides, Dims dilationRate, @Nullable Dims more) {
    Check.notCausal(padding);
    Convolution.check(filters, 1, strides, dilationRate);
    for (int axis = 0; more != null && axis < strides.values().size(); axis++) {
      Check.refuse(
          more.get(axis) >= strides.get(axis),
          "'output_padding' %s must be below 'strides' %s.",
          more,
          strides);
    }
  }
}
