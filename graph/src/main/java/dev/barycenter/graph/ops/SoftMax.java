package dev.barycenter.graph.ops;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** The soft maximum over the last axis, as oneDNN computes it. */
final class SoftMax {
  private SoftMax() {}

  /** Records {@code e^x / sum(e^x)} of each row. */
  static Value record(Trace trace, Value x) {
    Vjp vjp = Vjp.ofFirst((ops, op, g) -> derive(ops.trace(), op.output(), g));
    Value y = new Value(x.type(), x.shape());
    return trace.add(new PrimitiveOp("softmax", List.of(x), y, SoftMax::forward, vjp));
  }

  private static Value derive(Trace trace, Value y, Value gradient) {
    Value output = new Value(y.type(), y.shape());
    return trace.add(
        new PrimitiveOp("softmax_bp", List.of(y, gradient), output, SoftMax::backward, Vjp.NONE));
  }

  private static memory.desc rows(PrimitiveOp op) {
    Value y = op.output();
    return OneDnn.plain(y.size() / y.dim(-1), y.dim(-1));
  }

  private static softmax_forward.primitive_desc description(memory.desc rows) {
    return new softmax_forward.primitive_desc(
        new softmax_forward.desc(dnnl.dnnl_forward_training, rows, 1),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private static List<Primitive> forward(PrimitiveOp op) {
    memory.desc rows = rows(op);
    return List.of(
        new Primitive(description(rows))
            .with(dnnl.DNNL_ARG_SRC, op.in(0, rows))
            .with(dnnl.DNNL_ARG_DST, op.out(0, rows)));
  }

  private static List<Primitive> backward(PrimitiveOp op) {
    memory.desc rows = rows(op);
    return List.of(
        new Primitive(
                new softmax_backward.primitive_desc(
                    new softmax_backward.desc(rows, rows, 1),
                    OneDnn.attributes(),
                    OneDnn.engine(),
                    description(rows)))
            .with(dnnl.DNNL_ARG_DST, op.in(0, rows))
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(1, rows))
            .with(dnnl.DNNL_ARG_DIFF_SRC, op.out(0, rows)));
  }
}
