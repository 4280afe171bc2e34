package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * A convolution and its two gradients, as oneDNN computes them, channels last.
 *
 * <p>The three are bilinear and each other's derivatives, so each can be differentiated again. The
 * kernel is put into the order that the primitive likes best before each run; everything else stays
 * where it is.
 */
final class Convolving {
  /** The floats of the widest register, of AVX-512. */
  private static final int LANES = 16;

  private final Window window;
  private final long[] x;
  private final long[] kernel;
  private final long[] y;
  private final ComputeType type;

  /**
   * Describes a convolution.
   *
   * @param type the type of what is multiplied; in groups it is float32 always
   * @param x the shape of the input, {@code (batch, ..., in)}
   * @param kernel the shape of the kernel, {@code (..., in / groups, out)}
   * @param y the shape of the output, {@code (batch, ..., out)}
   */
  Convolving(ComputeType type, Window window, long[] x, long[] kernel, long[] y) {
    this.window = window;
    this.x = x.clone();
    this.kernel = kernel.clone();
    this.y = y.clone();
    this.type = groups() > 1 ? ComputeType.FLOAT32 : type;
  }

  /** Records the convolution. */
  Value forward(Trace trace, Value input, Value weights, @Nullable Value bias) {
    List<Value> inputs = bias == null ? List.of(input, weights) : List.of(input, weights, bias);
    Vjp vjp =
        (ops, op, g, wanted) -> {
          List<@Nullable Value> all = new ArrayList<>();
          all.add(wanted[0] ? byInput(ops.trace(), g, weights) : null);
          boolean learns = wanted[1] || (bias != null && wanted[2]);
          List<Value> made =
              learns ? byKernel(ops.trace(), input, g, bias != null) : List.<Value>of();
          all.add(learns ? made.get(0) : null);
          if (bias != null) {
            all.add(learns ? made.get(1) : null);
          }
          return all;
        };
    Value output = new Value(input.type(), y);
    return trace.add(new PrimitiveOp("conv", inputs, output, op -> forward(op, bias != null), vjp));
  }

  /** Records the gradient by the input. */
  Value byInput(Trace trace, Value gradient, Value weights) {
    Vjp vjp =
        (ops, op, g, wanted) ->
            Arrays.asList(
                wanted[0] ? forward(ops.trace(), g, weights, null) : null,
                wanted[1] ? byKernel(ops.trace(), g, gradient, false).get(0) : null);
    Value output = new Value(gradient.type(), x);
    return trace.add(
        new PrimitiveOp("conv_bp_data", List.of(gradient, weights), output, this::byInput, vjp));
  }

  /** Records the gradients by the kernel and, if there is one, by the bias. */
  private List<Value> byKernel(Trace trace, Value input, Value gradient, boolean biased) {
    if (skipsFewChannels()) {
      return solid().byKernel(trace, visited(trace.ops(), input), gradient, biased);
    }
    List<Value> made = new ArrayList<>();
    made.add(new Value(input.type(), kernel));
    if (biased) {
      made.add(new Value(input.type(), y[y.length - 1]));
    }
    trace.add(
        new PrimitiveOp(
            "conv_bp_weights",
            List.of(input, gradient),
            made,
            op -> byKernel(op, biased),
            Vjp.NONE));
    return made;
  }

  /**
   * Returns whether a kernel of one position leaves positions out and has few channels. For the
   * gradient by such a kernel oneDNN 2.5 gathers what it visits in working memory, in whole
   * registers, but counts that memory by channels: it would write behind it.
   */
  private boolean skipsFewChannels() {
    return kernel[window.rank()] < LANES && window.isSparsePoint();
  }

  /** Returns the positions of the input that the kernel visits. */
  private Value visited(Ops ops, Value input) {
    Value visited = input;
    for (int axis = 0; axis < window.rank(); axis++) {
      visited = ops.every(visited, axis + 1, window.strides().get(axis));
    }
    return visited;
  }

  /** Returns the convolution of the visited positions alone. */
  private Convolving solid() {
    long[] positions = y.clone();
    positions[positions.length - 1] = x[x.length - 1];
    List<Integer> ones = Collections.nCopies(window.rank(), 1);
    return new Convolving(type, Window.solid(ones, ones, false), positions, kernel, y);
  }

  private convolution_forward.primitive_desc description(boolean biased) {
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.dnnl_forward_training,
            dnnl.dnnl_convolution_direct,
            operand(x),
            OneDnn.any(type, kernelShape()),
            biased ? OneDnn.plain(y[y.length - 1]) : OneDnn.none(),
            channelsLast(y),
            Window.numbers(window.strides()),
            gaps(),
            window.before(x),
            window.after(x)),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private List<Primitive> forward(PrimitiveOp op, boolean biased) {
    convolution_forward.primitive_desc description = description(biased);
    List<Primitive> all = new ArrayList<>();
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, op.in(0, channelsLast(x), operand(x), all))
            .with(dnnl.DNNL_ARG_WEIGHTS, op.in(1, plainKernel(), description.weights_desc(), all))
            .with(dnnl.DNNL_ARG_DST, op.out(0, channelsLast(y)));
    if (biased) {
      primitive.with(dnnl.DNNL_ARG_BIAS, op.in(2, OneDnn.plain(y[y.length - 1])));
    }
    all.add(primitive);
    return all;
  }

  private List<Primitive> byInput(PrimitiveOp op) {
    convolution_backward_data.primitive_desc description =
        new convolution_backward_data.primitive_desc(
            new convolution_backward_data.desc(
                dnnl.dnnl_convolution_direct,
                channelsLast(x),
                OneDnn.any(type, kernelShape()),
                operand(y),
                Window.numbers(window.strides()),
                gaps(),
                window.before(x),
                window.after(x)),
            OneDnn.attributes(),
            OneDnn.engine(),
            description(false));
    List<Primitive> all = new ArrayList<>();
    all.add(
        new Primitive(description)
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(0, channelsLast(y), operand(y), all))
            .with(dnnl.DNNL_ARG_WEIGHTS, op.in(1, plainKernel(), description.weights_desc(), all))
            .with(dnnl.DNNL_ARG_DIFF_SRC, op.out(0, channelsLast(x))));
    return all;
  }

  private List<Primitive> byKernel(PrimitiveOp op, boolean biased) {
    convolution_backward_weights.primitive_desc description =
        new convolution_backward_weights.primitive_desc(
            new convolution_backward_weights.desc(
                dnnl.dnnl_convolution_direct,
                operand(x),
                OneDnn.any(ComputeType.FLOAT32, kernelShape()),
                biased ? OneDnn.plain(y[y.length - 1]) : OneDnn.none(),
                operand(y),
                Window.numbers(window.strides()),
                gaps(),
                window.before(x),
                window.after(x)),
            OneDnn.attributes(),
            OneDnn.engine(),
            description(biased));
    List<Primitive> all = new ArrayList<>();
    List<Primitive> after = new ArrayList<>();
    memory ordered = op.out(0, plainKernel(), description.diff_weights_desc(), after);
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, op.in(0, channelsLast(x), operand(x), all))
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(1, channelsLast(y), operand(y), all))
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, ordered);
    if (biased) {
      primitive.with(dnnl.DNNL_ARG_DIFF_BIAS, op.out(1, OneDnn.plain(y[y.length - 1])));
    }
    all.add(primitive);
    all.addAll(after);
    return all;
  }

  /** Returns the description of an array with channels last: oneDNN names them second. */
  static memory.desc channelsLast(long... shape) {
    return channelsLast(ComputeType.FLOAT32, shape);
  }

  private static memory.desc channelsLast(ComputeType type, long... shape) {
    return OneDnn.strided(type, channelsSecond(shape), channelsSecond(Strides.of(shape)));
  }

  /** Returns the description of an array as the primitive multiplies it. */
  private memory.desc operand(long... shape) {
    return channelsLast(type, shape);
  }

  private static long[] channelsSecond(long[] axes) {
    long[] moved = new long[axes.length];
    moved[0] = axes[0];
    moved[1] = axes[axes.length - 1];
    System.arraycopy(axes, 1, moved, 2, axes.length - 2);
    return moved;
  }

  private long groups() {
    return x[x.length - 1] / kernel[kernel.length - 2];
  }

  /** Returns the kernel's shape as oneDNN names it: groups if any, outputs, inputs, space. */
  private long[] kernelShape() {
    long out = kernel[kernel.length - 1];
    return kernelAxes(out / groups(), kernel);
  }

  private memory.desc plainKernel() {
    long[] strides = Strides.of(kernel);
    long[] named = kernelAxes(1, strides);
    if (groups() > 1) {
      named[0] = kernel[kernel.length - 1] / groups();
    }
    return OneDnn.strided(kernelShape(), named);
  }

  private long[] kernelAxes(long out, long[] axes) {
    int rank = window.rank();
    int first = groups() > 1 ? 1 : 0;
    long[] named = new long[first + 2 + rank];
    named[0] = groups();
    named[first] = out;
    named[first + 1] = axes[rank];
    System.arraycopy(axes, 0, named, first + 2, rank);
    return named;
  }

  private long[] gaps() {
    return window.dilation().stream().mapToLong(d -> d - 1).toArray();
  }
}
