package dev.barycenter.worker.segment;

import java.io.Serializable;

/**
 * Where one task spent the time of a round, in seconds.
 *
 * @param load putting the global model into the replicas
 * @param compute local steps, reading minibatches included
 * @param exchange handing bytes to peers and waiting for theirs
 * @param reduce computing, packing and summing deltas, and taking over moved slices
 * @param outer the outer step
 */
public record RoundSeconds(
    double load, double compute, double exchange, double reduce, double outer)
    implements Serializable {

  /** No time at all. */
  public static final RoundSeconds ZERO = new RoundSeconds(0, 0, 0, 0, 0);

  /** Returns all parts together. */
  public double total() {
    return load + compute + exchange + reduce + outer;
  }

  /** Returns the sum of both, part by part. */
  public RoundSeconds plus(RoundSeconds other) {
    return new RoundSeconds(
        load + other.load,
        compute + other.compute,
        exchange + other.exchange,
        reduce + other.reduce,
        outer + other.outer);
  }

  /** Returns each part divided by {@code count}. */
  public RoundSeconds dividedBy(int count) {
    return new RoundSeconds(
        load / count, compute / count, exchange / count, reduce / count, outer / count);
  }
}
