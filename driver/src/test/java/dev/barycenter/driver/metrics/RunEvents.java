package dev.barycenter.driver.metrics;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.Drift;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.ReplicaReport;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events of a run of two replicas, eight steps an epoch and four a round. */
final class RunEvents {

  private RunEvents() {}

  /** One replica with 32 examples in two seconds and loss 0.75; the other is left out. */
  static RunEvent round(int round) {
    RoundPlan plan = new RoundPlan(new Position(round, 0, 0, 4L * round), 4);
    Tally tally = new Tally(32, 32, 24, new TreeMap<>());
    Drift drift = new Drift(new TreeMap<>(Map.of("dense", 3.0)), null);
    RoundReport report =
        new RoundReport(
            plan,
            List.of(
                new ReplicaReport(0, 4, tally, drift, false),
                new ReplicaReport(1, 2, tally, Drift.NONE, true)),
            List.of(new RoundSeconds(0, 1.5, 0.5, 0, 0)),
            1_000);
    return new RunEvent.RoundDone(report, plan.end(8), new TreeMap<>(Map.of("loss", 0.75)));
  }

  static RunEvent epoch() {
    return new RunEvent.EpochDone(
        0,
        new Tally(64, 64, 16, new TreeMap<>()),
        new TreeMap<>(Map.of("loss", 0.25)),
        new TreeMap<>(Map.of("loss", 0.5)));
  }
}
