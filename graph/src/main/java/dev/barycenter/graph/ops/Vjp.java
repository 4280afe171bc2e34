package dev.barycenter.graph.ops;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The vector-Jacobian product of an op with one output, as ops. */
@FunctionalInterface
interface Vjp {
  /**
   * Returns the gradient of each input, null where it is zero or not wanted.
   *
   * @param ops records the gradient's ops
   * @param op the op that is differentiated
   * @param gradient the gradient of its output
   * @param wanted which inputs' gradients are asked for
   */
  List<@Nullable Value> apply(Ops ops, Op op, Value gradient, boolean[] wanted);

  /** The product of an op through which nothing can be learned, such as a comparison. */
  Vjp NONE = (ops, op, gradient, wanted) -> Collections.nCopies(wanted.length, null);

  /** Returns the product of an op of which only the first input can be learned. */
  static Vjp ofFirst(First first) {
    return (ops, op, gradient, wanted) -> {
      List<@Nullable Value> all =
          new java.util.ArrayList<>(Collections.<@Nullable Value>nCopies(wanted.length, null));
      all.set(0, first.apply(ops, op, gradient));
      return all;
    };
  }

  /** The gradient of an op's first input. */
  @FunctionalInterface
  interface First {
    /** Returns the gradient of the first input. */
    Value apply(Ops ops, Op op, Value gradient);
  }
}
