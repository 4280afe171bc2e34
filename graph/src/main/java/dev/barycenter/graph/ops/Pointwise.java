package dev.barycenter.graph.ops;

import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * A function of one number as oneDNN computes it.
 *
 * @param forward its algorithm
 * @param backward the algorithm of its derivative
 * @param byOutput whether the derivative is computed from the function's value
 * @param alpha the first number that the algorithm takes
 * @param beta the second
 */
record Pointwise(int forward, int backward, boolean byOutput, float alpha, float beta) {
  static final Pointwise EXP =
      byOutput(dnnl.dnnl_eltwise_exp, dnnl.dnnl_eltwise_exp_use_dst_for_bwd);
  static final Pointwise SQRT =
      byOutput(dnnl.dnnl_eltwise_sqrt, dnnl.dnnl_eltwise_sqrt_use_dst_for_bwd);
  static final Pointwise TANH =
      byOutput(dnnl.dnnl_eltwise_tanh, dnnl.dnnl_eltwise_tanh_use_dst_for_bwd);
  static final Pointwise SIGMOID =
      byOutput(dnnl.dnnl_eltwise_logistic, dnnl.dnnl_eltwise_logistic_use_dst_for_bwd);
  static final Pointwise RELU =
      byOutput(dnnl.dnnl_eltwise_relu, dnnl.dnnl_eltwise_relu_use_dst_for_bwd);
  static final Pointwise SQUARE = byInput(dnnl.dnnl_eltwise_square, 0, 0);
  static final Pointwise ABS = byInput(dnnl.dnnl_eltwise_abs, 0, 0);
  static final Pointwise SOFTPLUS = byInput(dnnl.dnnl_eltwise_soft_relu, 0, 0);
  static final Pointwise GELU = byInput(dnnl.dnnl_eltwise_gelu_erf, 0, 0);

  /** Returns {@code factor x + term}. */
  static Pointwise linear(double factor, double term) {
    return byInput(dnnl.dnnl_eltwise_linear, factor, term);
  }

  /** Returns x between 0, where the gradient is 0, and a bound, where it is 1. */
  static Pointwise capped(double most) {
    return byInput(dnnl.dnnl_eltwise_clip, 0, most);
  }

  /** Returns x between two bounds, with no gradient at the bounds and beyond. */
  static Pointwise clip(double low, double high) {
    return new Pointwise(
        dnnl.dnnl_eltwise_clip_v2,
        dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd,
        true,
        (float) low,
        (float) high);
  }

  private static Pointwise byOutput(int forward, int backward) {
    return new Pointwise(forward, backward, true, 0, 0);
  }

  private static Pointwise byInput(int algorithm, double alpha, double beta) {
    return new Pointwise(algorithm, algorithm, false, (float) alpha, (float) beta);
  }

  /** Records the function of each element. */
  Value record(Trace trace, Value x) {
    Value y = new Value(x.type(), x.shape());
    return trace.add(
        new PrimitiveOp(
            "eltwise",
            List.of(x),
            y,
            this::forward,
            Vjp.ofFirst((ops, op, g) -> derive(op, g, trace))));
  }

  private Value derive(Op op, Value gradient, Trace trace) {
    Value known = byOutput ? op.output() : op.input(0);
    Value output = new Value(gradient.type(), gradient.shape());
    return trace.add(
        new PrimitiveOp("eltwise_bp", List.of(known, gradient), output, this::backward, Vjp.NONE));
  }

  private eltwise_forward.primitive_desc description(memory.desc flat) {
    return new eltwise_forward.primitive_desc(
        new eltwise_forward.desc(dnnl.dnnl_forward_training, forward, flat, alpha, beta),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private List<Primitive> forward(PrimitiveOp op) {
    memory.desc flat = OneDnn.plain(op.output().size());
    return Collections.singletonList(
        new Primitive(description(flat))
            .with(dnnl.DNNL_ARG_SRC, op.in(0, flat))
            .with(dnnl.DNNL_ARG_DST, op.out(0, flat)));
  }

  private List<Primitive> backward(PrimitiveOp op) {
    memory.desc flat = OneDnn.plain(op.output().size());
    Primitive primitive =
        new Primitive(
            new eltwise_backward.primitive_desc(
                new eltwise_backward.desc(backward, flat, flat, alpha, beta),
                OneDnn.attributes(),
                OneDnn.engine(),
                description(flat)));
    return List.of(
        primitive
            .with(byOutput ? dnnl.DNNL_ARG_DST : dnnl.DNNL_ARG_SRC, op.in(0, flat))
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(1, flat))
            .with(dnnl.DNNL_ARG_DIFF_SRC, op.out(0, flat)));
  }
}
