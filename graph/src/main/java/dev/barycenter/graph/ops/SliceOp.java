package dev.barycenter.graph.ops;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A stretch along one axis. */
final class SliceOp extends Op {
  private final int axis;
  private final long start;
  private final long length;
  private @Nullable INDArray view;

  SliceOp(Value x, int axis, long start, long length) {
    super(List.of(x), List.of(new Value(x.type(), sliced(x, axis, start, length))));
    this.axis = axis;
    this.start = start;
    this.length = length;
  }

  /** Returns the shape of a stretch along one axis. */
  static long[] sliced(Value x, int axis, long start, long length) {
    if (start < 0 || length < 1 || start + length > x.dim(axis)) {
      throw new IllegalArgumentException(
          "Cannot take %d elements from %d along axis %d of shape %s."
              .formatted(length, start, axis, x));
    }
    long[] shape = x.shape();
    shape[axis] = length;
    return shape;
  }

  @Override
  void bind() {
    super.bind();
    INDArrayIndex[] indices = new INDArrayIndex[input(0).rank()];
    Arrays.fill(indices, NDArrayIndex.all());
    indices[axis] = NDArrayIndex.interval(start, start + length);
    view = input(0).array().get(indices).reshape(output().shape());
  }

  @Override
  void run() {
    output().array().assign(view);
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    long after = input(0).dim(axis) - start - length;
    return Collections.singletonList(
        gradient == null ? null : ops.pad(gradient, axis, start, after, 0));
  }
}
