package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records convolutions over one, two or three spatial axes, channels last.
 *
 * <p>What Keras and this class call a convolution is a cross-correlation: the kernel is not
 * mirrored.
 */
public final class Convolutions {
  private static final long CHANNELS_LAST = 1;
  private static final long SPATIAL_IN_OUT = 0;

  private final Ops ops;

  Convolutions(Ops ops) {
    this.ops = ops;
  }

  /**
   * Returns the convolution of x with a kernel.
   *
   * @param x of shape {@code (batch, ..., in)}
   * @param kernel of shape {@code (..., in / groups, out)}: channels are cut into equal groups, and
   *     each group of outputs sees only its group of inputs
   * @param window what the kernel covers, of the kernel's size
   * @return of shape {@code (batch, ..., out)}
   */
  public Value convolve(Value x, Value kernel, Window window) {
    if (x.rank() == 3) {
      Value wide = convolve(ops.expandDims(x, 2), ops.expandDims(kernel, 1), window.widened());
      return ops.reshape(wide, window.over(x.shape(), kernel.dim(-1)));
    }
    Value solid = withGaps(kernel, window);
    int groups = (int) (x.dim(-1) / kernel.dim(-2));
    if (groups == 1) {
      return plain(x, solid, window.filled());
    }
    return window.rank() == 2 && kernel.dim(-2) == 1
        ? depthwise(x, perChannel(solid, groups), window.filled())
        : grouped(x, solid, window.filled(), groups);
  }

  /**
   * Returns the transposed convolution: each element of x is spread over a window, as in the
   * gradient of a convolution by its input.
   *
   * @param x of shape {@code (batch, ..., in)}
   * @param kernel of shape {@code (..., out, in)}
   * @param window what the kernel covers; it does not reach over the border
   * @return of shape {@code (batch, ..., out)}; a length n becomes {@code (n - 1) stride + extent}
   */
  public Value transpose(Value x, Value kernel, Window window) {
    if (x.rank() == 3) {
      Value wide = transpose(ops.expandDims(x, 2), ops.expandDims(kernel, 1), window.widened());
      return ops.reshape(wide, wide.dim(0), wide.dim(1), wide.dim(-1));
    }
    Window solid = window.filled();
    long[] shape = x.shape();
    shape[x.rank() - 1] = kernel.dim(-2);
    for (int axis = 0; axis < window.rank(); axis++) {
      shape[axis + 1] = (x.dim(axis + 1) - 1) * solid.strides().get(axis) + solid.extent(axis);
    }
    String name = window.rank() == 2 ? "deconv2d" : "deconv3d";
    return record(name, x, withGaps(kernel, window), solid, shape);
  }

  /** A grouped kernel with one input channel a group, its outputs as an axis of their own. */
  private Value perChannel(Value kernel, int channels) {
    return ops.reshape(kernel, kernel.dim(0), kernel.dim(1), channels, kernel.dim(-1) / channels);
  }

  /**
   * Returns the kernel with zeros between its elements: a convolution with gaps is the same one
   * without gaps. (libnd4j's convolution through oneDNN fails with dilation.)
   */
  private Value withGaps(Value kernel, Window window) {
    Value solid = kernel;
    for (int axis = 0; axis < window.rank(); axis++) {
      int gap = window.dilation().get(axis) - 1;
      if (gap > 0 && window.size().get(axis) > 1) {
        long[] shape = solid.shape();
        shape[axis] *= gap + 1;
        Value spread =
            ops.reshape(ops.pad(ops.expandDims(solid, axis + 1), axis + 1, 0, gap, 0), shape);
        solid = ops.slice(spread, axis, 0, window.extent(axis));
      }
    }
    return solid;
  }

  private Value grouped(Value x, Value kernel, Window window, int groups) {
    long in = kernel.dim(-2);
    long out = kernel.dim(-1) / groups;
    List<Value> parts = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      parts.add(
          plain(ops.slice(x, -1, group * in, in), ops.slice(kernel, -1, group * out, out), window));
    }
    return ops.concatenate(parts, -1);
  }

  private Value plain(Value x, Value kernel, Window window) {
    String name = window.rank() == 2 ? "conv2d" : "conv3dnew";
    return record(name, x, kernel, window, window.over(x.shape(), kernel.dim(-1)));
  }

  /**
   * Returns the convolution of each channel of an image by itself.
   *
   * @param x of shape {@code (batch, height, width, in)}
   * @param kernel of shape {@code (height, width, in, multiplier)}
   * @param window without gaps
   * @return of shape {@code (batch, height, width, in * multiplier)}
   */
  private Value depthwise(Value x, Value kernel, Window window) {
    long[] shape = window.over(x.shape(), kernel.dim(-2) * kernel.dim(-1));
    return record("depthwise_conv2d", x, kernel, window, shape);
  }

  private Value record(String name, Value x, Value kernel, Window window, long[] shape) {
    Value output = new Value(x.type(), shape);
    long[] arguments = window.arguments(CHANNELS_LAST, SPATIAL_IN_OUT);
    return ops.trace()
        .add(
            new NativeOp(
                    name,
                    List.of(x, kernel),
                    output,
                    (recorder, op, g, wanted) -> backward(recorder, name, op, g, arguments))
                .integers(arguments));
  }

  private static List<@Nullable Value> backward(
      Ops ops, String name, Op op, Value gradient, long[] arguments) {
    List<Value> made =
        List.of(
            new Value(gradient.type(), op.input(0).shape()),
            new Value(gradient.type(), op.input(1).shape()));
    ops.trace()
        .add(
            new NativeOp(name + "_bp", List.of(op.input(0), op.input(1), gradient), made, Vjp.NONE)
                .integers(arguments));
    return new ArrayList<>(made);
  }
}
