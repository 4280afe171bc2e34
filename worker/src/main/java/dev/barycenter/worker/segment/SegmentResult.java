package dev.barycenter.worker.segment;

import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.StateSlice;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one task of a segment returns.
 *
 * @param slice the part of the model it owns
 * @param rounds its report of every round, in order
 * @param kept what its replicas keep for the next segment, by replica; empty where they keep
 *     nothing
 */
public record SegmentResult(
    StateSlice slice, List<RoundReport> rounds, SortedMap<Integer, ReplicaState> kept)
    implements Serializable {

  public SegmentResult {
    rounds = List.copyOf(rounds);
    kept = new TreeMap<>(kept);
  }
}
