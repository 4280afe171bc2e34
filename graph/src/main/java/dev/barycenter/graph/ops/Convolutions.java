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
   * @param bias what is added to each output channel, of shape {@code (out)}; null for nothing
   * @param window what the kernel covers, of the kernel's size
   * @return of shape {@code (batch, ..., out)}
   */
  public Value convolve(Value x, Value kernel, @Nullable Value bias, Window window) {
    if (OneDnn.holds(x)) {
      long[] made = window.over(x.shape(), kernel.dim(-1));
      boolean mixes = window.isPoint() && x.dim(-1) == kernel.dim(-2);
      return mixes
          ? ops.dense(x, ops.reshape(kernel, kernel.dim(-2), kernel.dim(-1)), bias)
          : new Convolving(ops.trace().compute(), window, x.shape(), kernel.shape(), made)
              .forward(ops.trace(), x, kernel, bias);
    }
    if (x.rank() == 3) {
      Value wide =
          convolve(ops.expandDims(x, 2), ops.expandDims(kernel, 1), bias, window.widened());
      return ops.reshape(wide, window.over(x.shape(), kernel.dim(-1)));
    }
    Value solid = withGaps(kernel, window);
    int groups = (int) (x.dim(-1) / kernel.dim(-2));
    long[] shape = window.over(x.shape(), kernel.dim(-1));
    if (groups == 1) {
      return record(name(window), inputs(x, solid, bias), window, shape);
    }
    if (window.rank() == 2 && kernel.dim(-2) == 1) {
      return record("depthwise_conv2d", inputs(x, perChannel(solid, groups), bias), window, shape);
    }
    Value y = grouped(x, solid, window, groups);
    return bias == null ? y : ops.add(y, bias);
  }

  /**
   * Returns the transposed convolution: each element of x is spread over a window, as in the
   * gradient of a convolution by its input, which is how it is computed. (libnd4j's own op for it
   * is 40 times slower.)
   *
   * @param x of shape {@code (batch, ..., in)}
   * @param kernel of shape {@code (..., out, in)}
   * @param window what the kernel covers; it does not reach over the border
   * @return of shape {@code (batch, ..., out)}; a length n becomes {@code (n - 1) stride + extent}
   */
  public Value transpose(Value x, Value kernel, Window window) {
    if (x.rank() == 3 && !OneDnn.holds(x)) {
      Value wide = transpose(ops.expandDims(x, 2), ops.expandDims(kernel, 1), window.widened());
      return ops.reshape(wide, wide.dim(0), wide.dim(1), wide.dim(-1));
    }
    long[] shape = x.shape();
    shape[x.rank() - 1] = kernel.dim(-2);
    for (int axis = 0; axis < window.rank(); axis++) {
      shape[axis + 1] = (x.dim(axis + 1) - 1) * window.strides().get(axis) + window.extent(axis);
    }
    return OneDnn.holds(x)
        ? new Convolving(ops.trace().compute(), window, shape, kernel.shape(), x.shape())
            .byInput(ops.trace(), x, kernel)
        : spread(x, withGaps(kernel, window), window, shape);
  }

  private Value spread(Value x, Value kernel, Window window, long[] shape) {
    Vjp vjp =
        (recorder, op, g, wanted) -> {
          Convolutions again = new Convolutions(recorder);
          List<@Nullable Value> all = new ArrayList<>();
          all.add(null);
          all.add(wanted[1] ? again.backward(g, kernel, x, window, Vjp.NONE).get(1) : null);
          all.add(
              wanted[2]
                  ? again.record(name(window), inputs(g, kernel, null), window, x.shape())
                  : null);
          return all;
        };
    return backward(ops.fill(0, shape), kernel, x, window, vjp).get(0);
  }

  /** Records the gradients of a convolution without gaps: by its input, and by its kernel. */
  private List<Value> backward(Value x, Value kernel, Value gradient, Window window, Vjp vjp) {
    List<Value> made = List.of(new Value(x.type(), x.shape()), new Value(x.type(), kernel.shape()));
    ops.trace()
        .add(
            new NativeOp(name(window) + "_bp", List.of(x, kernel, gradient), made, vjp)
                .integers(arguments(window)));
    return made;
  }

  private static String name(Window window) {
    return window.rank() == 2 ? "conv2d" : "conv3dnew";
  }

  private static long[] arguments(Window window) {
    return window.filled().arguments(CHANNELS_LAST, SPATIAL_IN_OUT);
  }

  private static List<Value> inputs(Value x, Value kernel, @Nullable Value bias) {
    return bias == null ? List.of(x, kernel) : List.of(x, kernel, bias);
  }

  /**
   * Returns a kernel for groups of one input channel each with the outputs of a group on an axis of
   * their own.
   */
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
        Value apart = ops.pad(ops.expandDims(solid, axis + 1), axis + 1, 0, gap, 0);
        solid = ops.slice(ops.reshape(apart, shape), axis, 0, window.extent(axis));
      }
    }
    return solid;
  }

  private Value grouped(Value x, Value kernel, Window window, int groups) {
    long in = kernel.dim(-2);
    long out = kernel.dim(-1) / groups;
    long[] shape = window.over(x.shape(), out);
    List<Value> parts = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      Value part = ops.slice(x, -1, group * in, in);
      Value share = ops.slice(kernel, -1, group * out, out);
      parts.add(record(name(window), inputs(part, share, null), window, shape));
    }
    return ops.concatenate(parts, -1);
  }

  private Value record(String name, List<Value> inputs, Window window, long[] shape) {
    Vjp vjp =
        (recorder, op, g, wanted) -> {
          List<Value> made =
              op.inputs().stream().map(input -> new Value(g.type(), input.shape())).toList();
          List<Value> reads = new ArrayList<>(op.inputs());
          reads.add(g);
          recorder
              .trace()
              .add(new NativeOp(name + "_bp", reads, made, Vjp.NONE).integers(arguments(window)));
          return new ArrayList<>(made);
        };
    Value output = new Value(inputs.get(0).type(), shape);
    return ops.trace().add(new NativeOp(name, inputs, output, vjp).integers(arguments(window)));
  }
}
