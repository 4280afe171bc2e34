package dev.barycenter.graph.ops;

import java.util.stream.IntStream;

/** Records changes of the resolution of values with spatial axes. */
public final class Resizing {
  private final Ops ops;

  Resizing(Ops ops) {
    this.ops = ops;
  }

  /**
   * Returns x stretched along one axis by a whole factor, with straight lines between the elements.
   *
   * <p>Elements stand at the centers of their cells, so new element i reads from the place {@code
   * (i + 0.5) / factor - 0.5}; beyond the first and the last element their values go on.
   */
  public Value linear(Value x, int axis, int factor) {
    int[] order = IntStream.range(0, x.rank()).toArray();
    order[axis] = x.rank() - 1;
    order[x.rank() - 1] = axis;
    Value last = ops.transpose(x, order);
    return ops.transpose(ops.dense(last, weights((int) x.dim(axis), factor)), order);
  }

  /** Returns the share of each old element (a row) in each new one (a column). */
  private Value weights(int length, int factor) {
    int wide = length * factor;
    double[] shares = new double[length * wide];
    for (int i = 0; i < wide; i++) {
      double place = Math.min(Math.max((i + 0.5) / factor - 0.5, 0), length - 1);
      int below = (int) place;
      double share = place - below;
      shares[below * wide + i] += 1 - share;
      shares[Math.min(below + 1, length - 1) * wide + i] += share;
    }
    return ops.constant(shares, length, wide);
  }
}
