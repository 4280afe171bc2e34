package dev.barycenter.graph.ops;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Distances between neighbors along each axis, in elements. */
final class Strides {
  private Strides() {}

  /** Returns the distances in C order. */
  static long[] of(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = step;
      step *= Math.max(1, shape[axis]);
    }
    return strides;
  }

  /** Returns whether an array lies in C order without gaps. */
  static boolean isPlain(INDArray array) {
    long[] plain = of(array.shape());
    for (int axis = 0; axis < plain.length; axis++) {
      if (array.size(axis) > 1 && array.stride(axis) != plain[axis]) {
        return false;
      }
    }
    return true;
  }
}
