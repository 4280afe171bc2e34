package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a segment starts from; broadcast for each segment.
 *
 * @param model the global model
 * @param kept what replicas kept from the segment before
 */
record SegmentStart(ModelState model, TreeMap<Integer, ReplicaState> kept) implements Serializable {

  static SegmentStart of(ModelState model, SortedMap<Integer, ReplicaState> kept) {
    return new SegmentStart(model, new TreeMap<>(kept));
  }

  ReplicaState kept(int replica) {
    return kept.getOrDefault(replica, ReplicaState.NONE);
  }
}
