package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.nd4j.linalg.api.buffer.DataType;

/** Parts of formulas that losses share. */
final class Formula {
  private Formula() {}

  /** Returns {@code x / |x|} along an axis; a vector shorter than eps is divided by eps. */
  static Value normalized(Ops ops, Value x, int axis) {
    Value squares = ops.sum(ops.square(x), true, axis);
    // The clip keeps the square root away from 0, where it has no gradient.
    Value length = ops.sqrt(ops.clipBelow(squares, Loss.EPSILON * Loss.EPSILON));
    return ops.divide(x, length);
  }

  /** Returns probabilities between eps and 1 - eps. */
  static Value clipped(Ops ops, Value p) {
    return ops.clip(p, Loss.EPSILON, 1 - Loss.EPSILON);
  }

  /** Returns the largest probability that {@link #clipped} returns, in the type of the trace. */
  static double largest(Ops ops) {
    double largest = 1 - Loss.EPSILON;
    return ops.trace().type() == DataType.FLOAT ? (float) largest : largest;
  }

  /** Returns the logarithm of a clipped probability, given the logarithm of the probability. */
  static Value clippedLog(Ops ops, Value logP, boolean complement) {
    double low = complement ? Math.log(1 - largest(ops)) : Math.log(Loss.EPSILON);
    double high = complement ? Math.log1p(-Loss.EPSILON) : Math.log(largest(ops));
    return ops.clip(logP, low, high);
  }

  /** Returns {@code log(1 + e^x)} without overflow. */
  static Value softplus(Ops ops, Value x) {
    Value rest = ops.softplus(ops.negative(ops.abs(x)));
    return ops.add(ops.maximum(x, ops.constant(0)), rest);
  }

  /** Returns probabilities that sum to 1 along an axis. */
  static Value shares(Ops ops, Value p, int axis) {
    return ops.divide(p, ops.sum(p, true, axis));
  }

  /** Returns {@code log(softmax(x))}. */
  static Value logSoftmax(Ops ops, Value x, int axis) {
    return ops.subtract(x, ops.logSumExp(x, axis, true));
  }

  /** Returns targets moved from their corners: {@code t (1 - smoothing) + smoothing / classes}. */
  static Value smoothed(Ops ops, Value target, double smoothing, long classes) {
    return smoothing == 0
        ? target
        : ops.shift(ops.scale(target, 1 - smoothing), smoothing / (double) classes);
  }

  /** Returns {@code 1 - x}. */
  static Value oneMinus(Ops ops, Value x) {
    return ops.shift(ops.negative(x), 1);
  }
}
