package dev.barycenter.worker.segment;

import dev.barycenter.worker.averaging.Averaging;
import java.io.Serializable;
import java.util.List;

/**
 * What every task of a segment does.
 *
 * @param runSeed the seed of the run
 * @param replicas the number of replicas, N; positive
 * @param batchSize the examples of a minibatch; positive
 * @param averaging how replicas become one model
 * @param nonFinite what happens to a replica that diverges
 * @param rounds the rounds, in order; at least one
 */
public record SegmentPlan(
    long runSeed,
    int replicas,
    int batchSize,
    Averaging averaging,
    NonFinitePolicy nonFinite,
    List<RoundPlan> rounds)
    implements Serializable {

  public SegmentPlan {
    rounds = List.copyOf(rounds);
    if (replicas <= 0 || batchSize <= 0 || rounds.isEmpty()) {
      throw new IllegalArgumentException(
          "A segment of %d replicas, batch size %d and %d rounds; each is at least 1."
              .formatted(replicas, batchSize, rounds.size()));
    }
  }
}
