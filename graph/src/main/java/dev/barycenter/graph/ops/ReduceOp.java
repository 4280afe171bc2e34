package dev.barycenter.graph.ops;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reduction over some axes by an op of libnd4j. */
final class ReduceOp extends Op {
  private final NativeOp op;
  private final int[] axes;
  private final Vjp.First derivative;

  ReduceOp(String name, Value x, boolean keepDims, int[] axes, Vjp.First derivative) {
    super(
        List.of(x),
        List.of(new Value(x.type(), Broadcast.reduced(x.shape(), keepDims, axes).shape())));
    this.axes = Broadcast.reducedAxes(x.shape(), axes);
    this.derivative = derivative;
    long[] arguments = Arrays.stream(this.axes).asLongStream().toArray();
    this.op = new NativeOp(name, inputs(), outputs(), Vjp.NONE).integers(arguments).flags(keepDims);
    outputs().forEach(output -> output.producedBy(this));
  }

  int[] axes() {
    return axes.clone();
  }

  @Override
  void bind() {
    op.bind();
  }

  @Override
  void run() {
    op.run();
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    return Collections.singletonList(
        gradient == null ? null : derivative.apply(ops, this, gradient));
  }
}
