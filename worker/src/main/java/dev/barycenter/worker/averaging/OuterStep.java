package dev.barycenter.worker.averaging;

import dev.barycenter.graph.training.optimizer.Denormals;
import java.io.Serializable;

/**
 * The move of the global weights {@code w} at the end of a round, given the mean delta {@code d} of
 * the replicas.
 *
 * <p>One velocity {@code v} per weight, 0 at first:
 *
 * <pre>
 *   MEAN      w = w + rate * d
 *   MOMENTUM  v = momentum * v + rate * d;   w = w + v
 *   NESTEROV  v = momentum * v + d;          w = w + rate * (d + momentum * v)
 * </pre>
 *
 * <p>With rate 1 and momentum 0 each of them is the mean of the replicas. MOMENTUM is block
 * momentum (BMUF [1]: rate is the block learning rate) and, at a constant learning rate of the
 * local steps, SlowMo [2]. NESTEROV with rate 0.7 and momentum 0.9 is the outer optimizer of DiLoCo
 * [3].
 *
 * <p>[1] Chen, Huo, Scalable training of deep learning machines by incremental block training with
 * intra-block parallel optimization and blockwise model-update filtering, ICASSP 2016. [2] Wang et
 * al., SlowMo, <a href="https://arxiv.org/abs/1910.00643">1910.00643</a>. [3] Douillard et al.,
 * DiLoCo, <a href="https://arxiv.org/abs/2311.08105">2311.08105</a>, Algorithm 1.
 *
 * @param kind which formula
 * @param rate positive; above 1 the model moves further than its replicas did
 * @param momentum in [0, 1); higher values carry the move of earlier rounds further; 0 for MEAN
 */
public record OuterStep(Kind kind, float rate, float momentum) implements Serializable {

  /** Which formula. */
  public enum Kind {
    /** Plain averaging. */
    MEAN,
    /** Block momentum. */
    MOMENTUM,
    /** Nesterov's momentum. */
    NESTEROV
  }

  public OuterStep {
    if (!(rate > 0 && rate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The rate of an outer step is positive, but was %s; 1 is plain averaging."
              .formatted(rate));
    }
    if (!(momentum >= 0 && momentum < 1) || (kind == Kind.MEAN && momentum != 0)) {
      throw new IllegalArgumentException(
          "The momentum of a %s outer step was %s; expected 0 for MEAN, else a number in [0, 1)."
              .formatted(kind, momentum));
    }
  }

  /** Returns plain averaging. */
  public static OuterStep mean() {
    return mean(1);
  }

  /** Returns averaging that takes a share of the mean move. */
  public static OuterStep mean(double rate) {
    return new OuterStep(Kind.MEAN, (float) rate, 0);
  }

  /** Returns block momentum. */
  public static OuterStep momentum(double rate, double momentum) {
    return new OuterStep(Kind.MOMENTUM, (float) rate, (float) momentum);
  }

  /** Returns Nesterov's momentum. */
  public static OuterStep nesterov(double rate, double momentum) {
    return new OuterStep(Kind.NESTEROV, (float) rate, (float) momentum);
  }

  /** Returns whether the next model is the mean of the replicas and nothing else. */
  public boolean plainMean() {
    return kind == Kind.MEAN && rate == 1;
  }

  /** Returns whether there is a velocity to keep from round to round. */
  public boolean hasVelocity() {
    return kind != Kind.MEAN;
  }

  /**
   * Turns mean deltas into next weights, for the first {@code count} values.
   *
   * @param weights the global weights
   * @param velocity read and written; unused without velocity
   * @param deltas the mean deltas; the next weights on return
   */
  void apply(float[] weights, float[] velocity, float[] deltas, int count) {
    switch (kind) {
      case MEAN -> mean(weights, deltas, count);
      case MOMENTUM -> momentum(weights, velocity, deltas, count);
      case NESTEROV -> nesterov(weights, velocity, deltas, count);
    }
  }

  private void mean(float[] w, float[] d, int count) {
    for (int i = 0; i < count; i++) {
      d[i] = w[i] + rate * d[i];
    }
  }

  private void momentum(float[] w, float[] v, float[] d, int count) {
    for (int i = 0; i < count; i++) {
      v[i] = Denormals.settled(momentum * v[i] + rate * d[i]);
    }
    for (int i = 0; i < count; i++) {
      d[i] = w[i] + v[i];
    }
  }

  private void nesterov(float[] w, float[] v, float[] d, int count) {
    for (int i = 0; i < count; i++) {
      v[i] = Denormals.settled(momentum * v[i] + d[i]);
    }
    for (int i = 0; i < count; i++) {
      d[i] = w[i] + rate * (d[i] + momentum * v[i]);
    }
  }
}
