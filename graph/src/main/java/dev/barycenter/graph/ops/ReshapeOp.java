package dev.barycenter.graph.ops;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another shape for the same elements in the same order: a view, so it costs nothing. */
final class ReshapeOp extends Op {

  ReshapeOp(Value input, Value output) {
    super(List.of(input), List.of(output));
  }

  @Override
  void bind() {
    if (output().isBound()) {
      return;
    }
    output().bind(input(0).array().reshape('c', output().shape()));
  }

  @Override
  boolean isAlias() {
    return true;
  }

  @Override
  void run() {
    if (output().array().data().pointer().address() != input(0).array().data().pointer().address()
        || output().array().offset() != input(0).array().offset()) {
      output().array().assign(input(0).array().reshape('c', output().shape()));
    }
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    return Collections.singletonList(
        gradient == null ? null : ops.reshape(gradient, input(0).shape()));
  }
}
