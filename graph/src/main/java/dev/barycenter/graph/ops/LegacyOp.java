package dev.barycenter.graph.ops;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An element-wise op of one array, of those that ND4J keeps outside libnd4j's named ops. */
final class LegacyOp extends Op {
  private final BiFunction<INDArray, INDArray, org.nd4j.linalg.api.ops.Op> make;
  private final Vjp.First derivative;
  private org.nd4j.linalg.api.ops.@Nullable Op op;

  LegacyOp(
      Value input,
      Value output,
      BiFunction<INDArray, INDArray, org.nd4j.linalg.api.ops.Op> make,
      Vjp.First derivative) {
    super(List.of(input), List.of(output));
    this.make = make;
    this.derivative = derivative;
  }

  @Override
  void bind() {
    super.bind();
    op = make.apply(input(0).array(), output().array());
  }

  @Override
  void run() {
    if (op == null) {
      throw new IllegalStateException("An op ran before it was bound.");
    }
    Nd4j.getExecutioner().exec(op);
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    return java.util.Collections.singletonList(
        gradient == null ? null : derivative.apply(ops, this, gradient));
  }
}
