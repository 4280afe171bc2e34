package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalization over the last axis and its gradient, as oneDNN computes them.
 *
 * @param rows how many rows are normalized, each on its own
 * @param width the length of a row
 * @param epsilon added to the variance
 * @param scaled whether there is a gamma
 * @param shifted whether there is a beta
 */
record LayerNormalizing(long rows, long width, float epsilon, boolean scaled, boolean shifted) {

  /** Records the normalization of each row. */
  static Value record(
      Trace trace, Value x, @Nullable Value gamma, @Nullable Value beta, double epsilon) {
    long width = x.dim(-1);
    LayerNormalizing kind =
        new LayerNormalizing(x.size() / width, width, (float) epsilon, gamma != null, beta != null);
    List<Value> inputs = new ArrayList<>(List.of(x));
    if (gamma != null) {
      inputs.add(gamma);
    }
    if (beta != null) {
      inputs.add(beta);
    }
    List<Value> outputs =
        List.of(
            new Value(x.type(), x.shape()),
            new Value(x.type(), kind.rows),
            new Value(x.type(), kind.rows));
    Vjp vjp = (ops, op, g, wanted) -> kind.derive(ops.trace(), op, g);
    return trace.add(new PrimitiveOp("layer_norm", inputs, outputs, kind::forward, vjp));
  }

  private List<@Nullable Value> derive(Trace trace, Op op, Value gradient) {
    List<Value> reads = new ArrayList<>(List.of(op.input(0), gradient));
    reads.addAll(op.outputs().subList(1, 3));
    reads.addAll(op.inputs().subList(1, op.inputs().size()));
    List<Value> made = new ArrayList<>();
    op.inputs().forEach(input -> made.add(new Value(gradient.type(), input.shape())));
    trace.add(new PrimitiveOp("layer_norm_bp", reads, made, this::backward, Vjp.NONE));
    return new ArrayList<>(made);
  }

  private memory.desc table() {
    return OneDnn.plain(rows, width);
  }

  private int flags() {
    return (scaled ? dnnl.dnnl_use_scale : 0) | (shifted ? dnnl.dnnl_use_shift : 0);
  }

  private layer_normalization_forward.primitive_desc description() {
    return new layer_normalization_forward.primitive_desc(
        new layer_normalization_forward.desc(
            dnnl.dnnl_forward_training, table(), OneDnn.plain(rows), epsilon, flags()),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private List<Primitive> forward(PrimitiveOp op) {
    Primitive primitive =
        new Primitive(description())
            .with(dnnl.DNNL_ARG_SRC, op.in(0, table()))
            .with(dnnl.DNNL_ARG_DST, op.out(0, table()))
            .with(dnnl.DNNL_ARG_MEAN, op.out(1, OneDnn.plain(rows)))
            .with(dnnl.DNNL_ARG_VARIANCE, op.out(2, OneDnn.plain(rows)));
    if (scaled) {
      primitive.with(dnnl.DNNL_ARG_SCALE, op.in(1, OneDnn.plain(width)));
    }
    if (shifted) {
      primitive.with(dnnl.DNNL_ARG_SHIFT, op.in(scaled ? 2 : 1, OneDnn.plain(width)));
    }
    return List.of(primitive);
  }

  private List<Primitive> backward(PrimitiveOp op) {
    Primitive primitive =
        new Primitive(
                new layer_normalization_backward.primitive_desc(
                    new layer_normalization_backward.desc(
                        dnnl.dnnl_backward, table(), table(), OneDnn.plain(rows), epsilon, flags()),
                    OneDnn.attributes(),
                    OneDnn.engine(),
                    description()))
            .with(dnnl.DNNL_ARG_SRC, op.in(0, table()))
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(1, table()))
            .with(dnnl.DNNL_ARG_MEAN, op.in(2, OneDnn.plain(rows)))
            .with(dnnl.DNNL_ARG_VARIANCE, op.in(3, OneDnn.plain(rows)))
            .with(dnnl.DNNL_ARG_DIFF_SRC, op.out(0, table()));
    if (scaled) {
      primitive
          .with(dnnl.DNNL_ARG_SCALE, op.in(4, OneDnn.plain(width)))
          .with(dnnl.DNNL_ARG_DIFF_SCALE, op.out(1, OneDnn.plain(width)));
    }
    if (shifted) {
      primitive
          .with(dnnl.DNNL_ARG_SHIFT, op.in(scaled ? 5 : 4, OneDnn.plain(width)))
          .with(dnnl.DNNL_ARG_DIFF_SHIFT, op.out(scaled ? 2 : 1, OneDnn.plain(width)));
    }
    return List.of(primitive);
  }
}
