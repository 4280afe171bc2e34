package dev.barycenter.worker.segment;

import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.Drift;
import java.io.Serializable;

/**
 * What one replica did in a round.
 *
 * @param replica which one
 * @param steps the local steps it took; fewer than planned where its shard ended or it diverged
 * @param tally loss and metrics of its steps, each before the step
 * @param drift how far it moved from the global weights
 * @param leftOut whether it diverged and took no part in the averaging
 */
public record ReplicaReport(int replica, int steps, Tally tally, Drift drift, boolean leftOut)
    implements Serializable {}
