package dev.barycenter.graph.ops;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An op computed in Java. */
final class JavaOp extends Op {
  private final Consumer<JavaOp> body;
  private final Vjp vjp;
  private final boolean effect;

  JavaOp(List<Value> inputs, Value output, Consumer<JavaOp> body, Vjp vjp) {
    this(inputs, output, body, vjp, false);
  }

  JavaOp(List<Value> inputs, Value output, Consumer<JavaOp> body, Vjp vjp, boolean effect) {
    super(inputs, List.of(output));
    this.body = body;
    this.vjp = vjp;
    this.effect = effect;
  }

  @Override
  boolean hasEffect() {
    return effect;
  }

  @Override
  void run() {
    body.accept(this);
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    return gradient == null
        ? java.util.Collections.nCopies(wanted.length, null)
        : vjp.apply(ops, this, gradient, wanted);
  }
}
