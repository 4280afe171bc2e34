package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.single;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** Functions that reduce axes. */
final class ReductionFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";

  static final List<Function> ALL =
      List.of(
          reduce(
              "All",
              (ops, x, keep, axes) -> ops.min(ComparisonFunctions.truth(ops, x), keep, axes)),
          reduce("Amax", Ops::max),
          reduce("Amin", Ops::min),
          reduce(
              "Any",
              (ops, x, keep, axes) -> ops.max(ComparisonFunctions.truth(ops, x), keep, axes)),
          single(NUMPY, "Argmax", call -> extremum(call, call.x()))
              .with("axis=null", "keepdims=false"),
          single(NUMPY, "Argmin", call -> extremum(call, call.ops().negative(call.x())))
              .with("axis=null", "keepdims=false"),
          single(
                  NUMPY,
                  "CountNonzero",
                  call ->
                      call.ops()
                          .sum(
                              ComparisonFunctions.truth(call.ops(), call.x()),
                              false,
                              call.axes("axis", call.x())))
              .with("axis=null"),
          single("keras.src.ops.math", "Logsumexp", ReductionFunctions::logSumExp)
              .with("axis=null", "keepdims=false"),
          reduce("Max", Ops::max).with("initial=null"),
          reduce("Mean", Ops::mean),
          reduce("Min", Ops::min).with("initial=null"),
          single("keras.src.ops.linalg", "Norm", ReductionFunctions::norm)
              .with("ord=null", "axis=null", "keepdims=false"),
          single(NUMPY, "Prod", ReductionFunctions::product)
              .with("axis=null", "keepdims=false", "dtype=null"),
          reduce("Std", (ops, x, keep, axes) -> ops.sqrt(variance(ops, x, keep, axes))),
          reduce("Sum", Ops::sum),
          reduce("Var", ReductionFunctions::variance));

  private ReductionFunctions() {}

  /** Reduces some axes of an array. */
  @FunctionalInterface
  private interface Reduction {
    Value record(Ops ops, Value x, boolean keepDims, int... axes);
  }

  private static Function reduce(String name, Reduction reduction) {
    return single(
            NUMPY,
            name,
            call -> {
              if (call.has("initial")) {
                call.only(call.setting("initial").isNull(), "initial", "null");
              }
              return reduction.record(
                  call.ops(), call.x(), call.flag("keepdims"), call.axes("axis", call.x()));
            })
        .with("axis=null", "keepdims=false");
  }

  private static Value variance(Ops ops, Value x, boolean keepDims, int... axes) {
    Value distance = ops.subtract(x, ops.mean(x, true, axes));
    return ops.mean(ops.square(distance), keepDims, axes);
  }

  private static Value logSumExp(FunctionCall call) {
    int[] axes = call.axes("axis", call.x());
    Ops ops = call.ops();
    Value max = ops.stopGradient(ops.max(call.x(), true, axes));
    Value sum = ops.sum(ops.exp(ops.subtract(call.x(), max)), true, axes);
    Value all = ops.add(ops.log(sum), max);
    return call.flag("keepdims") ? all : ops.sum(all, false, axes);
  }

  private static Value extremum(FunctionCall call, Value x) {
    int axis = call.axis("axis", x);
    Value index = call.ops().argMax(x, axis);
    return call.flag("keepdims") ? call.ops().expandDims(index, axis) : index;
  }

  private static Value product(FunctionCall call) {
    int axis = call.axis("axis", call.x());
    Value product = call.ops().slice(call.x(), axis, 0, 1);
    for (long i = 1; i < call.x().dim(axis); i++) {
      product = call.ops().multiply(product, call.ops().slice(call.x(), axis, i, 1));
    }
    return call.flag("keepdims") ? product : call.ops().select(product, axis, 0);
  }

  private static Value norm(FunctionCall call) {
    Value x = call.x();
    int[] axes = call.axes("axis", x);
    Ops ops = call.ops();
    if (call.setting("ord").asInt() == 1) {
      call.only(axes.length == 1, "ord", "1 along one axis");
      return ops.sum(ops.abs(x), call.flag("keepdims"), axes);
    }
    boolean euclidean = call.setting("ord").isNull() || call.setting("ord").asText().equals("fro");
    call.only(
        euclidean || (call.setting("ord").asInt() == 2 && axes.length == 1),
        "ord",
        "null, fro, or 1 or 2 along one axis");
    return ops.sqrt(ops.sum(ops.square(x), call.flag("keepdims"), axes));
  }
}
