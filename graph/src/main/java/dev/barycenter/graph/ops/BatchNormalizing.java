package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization of the last axis and its gradient, as oneDNN computes them.
 *
 * @param shape the shape of the input, {@code (batch, ..., channels)}
 * @param epsilon added to the variance
 * @param scaled whether there is a gamma
 * @param shifted whether there is a beta
 * @param given whether mean and variance are inputs, not those of the minibatch
 */
record BatchNormalizing(
    List<Long> shape, float epsilon, boolean scaled, boolean shifted, boolean given) {

  /**
   * Records the normalization.
   *
   * @param moments the mean and the variance to normalize by; empty for those of the minibatch
   * @return the normalized values, the mean and the variance
   */
  static List<Value> record(
      Trace trace,
      Value x,
      List<Value> moments,
      @Nullable Value gamma,
      @Nullable Value beta,
      double epsilon) {
    List<Long> shape = Arrays.stream(x.shape()).boxed().toList();
    BatchNormalizing kind =
        new BatchNormalizing(
            shape, (float) epsilon, gamma != null, beta != null, !moments.isEmpty());
    List<Value> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(moments);
    if (gamma != null) {
      inputs.add(gamma);
    }
    if (beta != null) {
      inputs.add(beta);
    }
    List<Value> outputs = new ArrayList<>(List.of(new Value(x.type(), x.shape())));
    if (moments.isEmpty()) {
      outputs.add(new Value(x.type(), x.dim(-1)));
      outputs.add(new Value(x.type(), x.dim(-1)));
    }
    Vjp vjp = (ops, op, g, wanted) -> kind.derive(ops.trace(), op, g, wanted);
    trace.add(new PrimitiveOp("batch_norm", inputs, outputs, kind::forward, vjp));
    return outputs;
  }

  private int firstWeight() {
    return given ? 3 : 1;
  }

  private List<@Nullable Value> derive(Trace trace, Op op, Value gradient, boolean[] wanted) {
    List<Value> moments = given ? op.inputs().subList(1, 3) : op.outputs().subList(1, 3);
    List<Value> reads = new ArrayList<>(List.of(op.input(0), gradient));
    reads.addAll(moments);
    reads.addAll(op.inputs().subList(firstWeight(), op.inputs().size()));
    List<Value> made = new ArrayList<>();
    made.add(new Value(gradient.type(), op.input(0).shape()));
    for (int i = firstWeight(); i < wanted.length; i++) {
      made.add(new Value(gradient.type(), op.input(i).shape()));
    }
    trace.add(new PrimitiveOp("batch_norm_bp", reads, made, this::backward, Vjp.NONE));
    List<@Nullable Value> all = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      int at = i == 0 ? 0 : i - firstWeight() + 1;
      all.add(wanted[i] && (i == 0 || i >= firstWeight()) ? made.get(at) : null);
    }
    return all;
  }

  /** Returns the input as images one pixel high, the form for which oneDNN has fast code. */
  private memory.desc images() {
    long batch = shape.get(0);
    long channels = shape.get(shape.size() - 1);
    long space = shape.subList(1, shape.size() - 1).stream().reduce(1L, Math::multiplyExact);
    long[] strides = {space * channels, 1, space * channels, channels};
    return OneDnn.strided(new long[] {batch, channels, 1, space}, strides);
  }

  private memory.desc channels() {
    return OneDnn.plain(shape.get(shape.size() - 1));
  }

  private int flags() {
    return (given ? dnnl.dnnl_use_global_stats : 0)
        | (scaled ? dnnl.dnnl_use_scale : 0)
        | (shifted ? dnnl.dnnl_use_shift : 0);
  }

  private batch_normalization_forward.primitive_desc description() {
    return new batch_normalization_forward.primitive_desc(
        new batch_normalization_forward.desc(
            dnnl.dnnl_forward_training, images(), epsilon, flags()),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private List<Primitive> forward(PrimitiveOp op) {
    Primitive primitive =
        new Primitive(description())
            .with(dnnl.DNNL_ARG_SRC, op.in(0, images()))
            .with(dnnl.DNNL_ARG_DST, op.out(0, images()))
            .with(dnnl.DNNL_ARG_MEAN, given ? op.in(1, channels()) : op.out(1, channels()))
            .with(dnnl.DNNL_ARG_VARIANCE, given ? op.in(2, channels()) : op.out(2, channels()));
    if (scaled) {
      primitive.with(dnnl.DNNL_ARG_SCALE, op.in(firstWeight(), channels()));
    }
    if (shifted) {
      primitive.with(dnnl.DNNL_ARG_SHIFT, op.in(firstWeight() + (scaled ? 1 : 0), channels()));
    }
    return List.of(primitive);
  }

  /**
   * Computes the gradients by gamma and beta whether they are wanted or not: oneDNN 2.5 has no
   * gradient by the input alone of what is scaled or shifted.
   */
  private List<Primitive> backward(PrimitiveOp op) {
    Primitive primitive =
        new Primitive(
                new batch_normalization_backward.primitive_desc(
                    new batch_normalization_backward.desc(
                        scaled || shifted ? dnnl.dnnl_backward : dnnl.dnnl_backward_data,
                        images(),
                        images(),
                        epsilon,
                        flags()),
                    OneDnn.attributes(),
                    OneDnn.engine(),
                    description()))
            .with(dnnl.DNNL_ARG_SRC, op.in(0, images()))
            .with(dnnl.DNNL_ARG_DIFF_DST, op.in(1, images()))
            .with(dnnl.DNNL_ARG_MEAN, op.in(2, channels()))
            .with(dnnl.DNNL_ARG_VARIANCE, op.in(3, channels()))
            .with(dnnl.DNNL_ARG_DIFF_SRC, op.out(0, images()));
    if (scaled) {
      primitive
          .with(dnnl.DNNL_ARG_SCALE, op.in(4, channels()))
          .with(dnnl.DNNL_ARG_DIFF_SCALE, op.out(1, channels()));
    }
    if (shifted) {
      primitive
          .with(dnnl.DNNL_ARG_SHIFT, op.in(scaled ? 5 : 4, channels()))
          .with(dnnl.DNNL_ARG_DIFF_SHIFT, op.out(scaled ? 2 : 1, channels()));
    }
    return List.of(primitive);
  }
}
