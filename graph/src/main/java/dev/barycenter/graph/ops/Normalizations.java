package dev.barycenter.graph.ops;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records normalizations in one op, where oneDNN has one. */
public final class Normalizations {
  private final Trace trace;

  Normalizations(Trace trace) {
    this.trace = trace;
  }

  /** Returns whether there is one op for normalizing an array along some axis. */
  public boolean cover(Value x, int axis) {
    return OneDnn.holds(x) && x.rank() > 1 && axis == x.rank() - 1;
  }

  /**
   * Returns {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} by the mean and the biased
   * variance of each channel, followed by these two.
   *
   * @param x of shape {@code (batch, ..., channels)}
   * @param gamma of shape {@code (channels)}; null for ones
   * @param beta of shape {@code (channels)}; null for zeros
   */
  public List<Value> batch(Value x, @Nullable Value gamma, @Nullable Value beta, double epsilon) {
    return BatchNormalizing.record(trace, x, List.of(), gamma, beta, epsilon);
  }

  /**
   * Returns {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} by given moments.
   *
   * @param mean of shape {@code (channels)}; it gets no gradient, and neither does the variance
   */
  public Value given(
      Value x,
      Value mean,
      Value variance,
      @Nullable Value gamma,
      @Nullable Value beta,
      double epsilon) {
    List<Value> moments = List.of(mean, variance);
    return BatchNormalizing.record(trace, x, moments, gamma, beta, epsilon).get(0);
  }

  /**
   * Returns {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} by the mean and the biased
   * variance of each row.
   *
   * @param x of shape {@code (..., width)}
   * @param gamma of shape {@code (width)}; null for ones
   * @param beta of shape {@code (width)}; null for zeros
   */
  public Value layer(Value x, @Nullable Value gamma, @Nullable Value beta, double epsilon) {
    return LayerNormalizing.record(trace, x, gamma, beta, epsilon);
  }
}
