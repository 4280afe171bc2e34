package dev.barycenter.graph.ops;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An array that is filled once. */
final class ConstantOp extends Op {
  private final Consumer<INDArray> contents;

  ConstantOp(Value output, Consumer<INDArray> contents) {
    super(List.of(), List.of(output));
    this.contents = contents;
  }

  @Override
  void bind() {
    super.bind();
    contents.accept(output().array());
  }

  @Override
  boolean isAlias() {
    return true;
  }

  @Override
  void run() {}

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    return List.of();
  }
}
