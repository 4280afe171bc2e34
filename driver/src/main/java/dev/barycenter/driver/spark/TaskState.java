package dev.barycenter.driver.spark;

import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WorkingState;
import java.util.SortedMap;

/**
 * What a task works on, and what it can go on from in the next segment.
 *
 * @param model the global model, changed in place
 * @param kept what its replicas keep
 */
record TaskState(WorkingState model, SortedMap<Integer, ReplicaState> kept) {

  ReplicaState kept(int replica) {
    return kept.getOrDefault(replica, ReplicaState.NONE);
  }
}
