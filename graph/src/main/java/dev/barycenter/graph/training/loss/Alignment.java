package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * A target and a prediction of fitting ranks.
 *
 * <p>Where one has one axis more than the other, and that axis has length 1, it is dropped, or, for
 * a plain list of numbers, the other one gets it too. (Keras 3, {@code
 * squeeze_or_expand_to_same_rank}.)
 *
 * @param target in the type of the trace
 */
record Alignment(Value target, Value prediction) {
  static Alignment of(Ops ops, Loss loss, Value target, Value prediction) {
    Value wanted = ops.cast(target, ops.trace().type());
    int more = wanted.rank() - prediction.rank();
    if (loss instanceof SparseCategoricalCrossentropy sparse && more == 0) {
      wanted = sparse.withoutClassAxis(ops, wanted);
    } else if (more == 1 && wanted.dim(-1) == 1) {
      return prediction.rank() == 1
          ? new Alignment(wanted, ops.expandDims(prediction, -1))
          : new Alignment(ops.select(wanted, -1, 0), prediction);
    } else if (more == -1 && prediction.dim(-1) == 1) {
      return wanted.rank() == 1
          ? new Alignment(ops.expandDims(wanted, -1), prediction)
          : new Alignment(wanted, ops.select(prediction, -1, 0));
    }
    return new Alignment(wanted, prediction);
  }
}
