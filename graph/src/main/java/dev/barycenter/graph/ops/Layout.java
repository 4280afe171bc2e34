package dev.barycenter.graph.ops;

import org.bytedeco.dnnl.memory;

/** Matrices in memory: any number of batch axes, then rows and columns, and their distances. */
final class Layout {
  private final long[] shape;
  private final long[] strides;

  /** Describes matrices by the lengths and distances of their axes, in elements. */
  Layout(long[] shape, long[] strides) {
    this.shape = shape.clone();
    this.strides = strides.clone();
  }

  /** Returns matrices in C order. */
  static Layout plain(long... shape) {
    return new Layout(shape, Strides.of(shape));
  }

  /** Returns these matrices with rows and columns exchanged. */
  Layout transposed() {
    return new Layout(exchanged(shape), exchanged(strides));
  }

  private static long[] exchanged(long[] axes) {
    long[] other = axes.clone();
    other[axes.length - 1] = axes[axes.length - 2];
    other[axes.length - 2] = axes[axes.length - 1];
    return other;
  }

  long[] shape() {
    return shape.clone();
  }

  /** Returns whether the elements of each row lie side by side. */
  boolean hasDenseRows() {
    return isDense(shape.length - 1);
  }

  /** Returns whether the elements of each column lie side by side. */
  boolean hasDenseColumns() {
    return isDense(shape.length - 2);
  }

  private boolean isDense(int axis) {
    return strides[axis] == 1 || shape[axis] == 1;
  }

  memory.desc description() {
    return description(ComputeType.FLOAT32);
  }

  memory.desc description(ComputeType type) {
    return OneDnn.strided(type, shape, strides);
  }
}
