package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.nd4j.linalg.api.buffer.DataType;

/** Pooling and its gradient, as oneDNN computes them, channels last. */
final class PoolingWindow {
  private final int algorithm;
  private final Window window;
  private final long[] x;
  private final long[] y;

  /**
   * Describes a pooling.
   *
   * @param algorithm oneDNN's number of the maximum or the mean
   * @param x the shape of the input, {@code (batch, ..., channels)}
   */
  PoolingWindow(int algorithm, Window window, long... x) {
    this.algorithm = algorithm;
    this.window = window;
    this.x = x.clone();
    y = window.over(x, x[x.length - 1]);
  }

  /** Records the pooling. */
  Value record(Trace trace, Value input) {
    List<Value> outputs = new ArrayList<>(List.of(new Value(input.type(), y)));
    long remembered = description().workspace_desc().get_size();
    if (remembered > 0) {
      outputs.add(new Value(DataType.UINT8, remembered));
    }
    Vjp vjp = Vjp.ofFirst((ops, op, g) -> derive(ops.trace(), g, outputs));
    return trace.add(new PrimitiveOp("pool", List.of(input), outputs, this::forward, vjp));
  }

  private Value derive(Trace trace, Value gradient, List<Value> outputs) {
    List<Value> reads = new ArrayList<>(List.of(gradient));
    reads.addAll(outputs.subList(1, outputs.size()));
    Value made = new Value(gradient.type(), x);
    return trace.add(new PrimitiveOp("pool_bp", reads, made, this::backward, Vjp.NONE));
  }

  private pooling_forward.primitive_desc description() {
    return new pooling_forward.primitive_desc(
        new pooling_forward.desc(
            dnnl.dnnl_forward_training,
            algorithm,
            Convolving.channelsLast(x),
            Convolving.channelsLast(y),
            Window.numbers(window.strides()),
            Window.numbers(window.size()),
            window.before(x),
            window.after(x)),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private List<Primitive> forward(PrimitiveOp op) {
    pooling_forward.primitive_desc description = description();
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, op.in(0, Convolving.channelsLast(x)))
            .with(dnnl.DNNL_ARG_DST, op.out(0, Convolving.channelsLast(y)));
    return Collections.singletonList(
        op.outputs().size() == 1
            ? primitive
            : primitive.with(dnnl.DNNL_ARG_WORKSPACE, op.out(1, description.workspace_desc())));
  }

  private List<Primitive> backward(PrimitiveOp op) {
    pooling_forward.primitive_desc forward = description();
    Primitive primitive =
        new Primitive(
                new pooling_backward.primitive_desc(
                    new pooling_backward.desc(
                        algorithm,
                        Convolving.channelsLast(x),
                        Convolving.channelsLast(y),
                        Window.numbers(window.strides()),
                        Window.numbers(window.size()),
                        window.before(x),
                        window.after(x)),
                    OneDnn.attributes(),
                    OneDnn.engine(),
                    forward))
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(0, Convolving.channelsLast(y)))
            .with(dnnl.DNNL_ARG_DIFF_SRC, op.out(0, Convolving.channelsLast(x)));
    return Collections.singletonList(
        op.inputs().size() == 1
            ? primitive
            : primitive.with(dnnl.DNNL_ARG_WORKSPACE, op.in(1, forward.workspace_desc())));
  }
}
