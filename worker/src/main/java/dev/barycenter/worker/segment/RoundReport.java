package dev.barycenter.worker.segment;

import dev.barycenter.worker.Tally;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What happened in one round, on one task or on all.
 *
 * @param plan the round
 * @param replicas what each replica did, in order of replicas
 * @param seconds where each task spent its time, in order of tasks
 * @param bytesSent the bytes that left the tasks
 */
public record RoundReport(
    RoundPlan plan, List<ReplicaReport> replicas, List<RoundSeconds> seconds, long bytesSent)
    implements Serializable {

  public RoundReport {
    replicas = List.copyOf(replicas);
    seconds = List.copyOf(seconds);
  }

  /** Returns the tally of all replicas that took part, added in order of replicas. */
  public Tally tally() {
    return replicas.stream()
        .filter(r -> !r.leftOut())
        .map(ReplicaReport::tally)
        .reduce(Tally.NONE, Tally::plus);
  }

  /** Returns the time of the round by part, as the mean over the tasks. */
  public RoundSeconds meanSeconds() {
    return seconds.stream().reduce(RoundSeconds.ZERO, RoundSeconds::plus).dividedBy(seconds.size());
  }

  /** Puts the reports of all tasks on one round together, given in order of tasks. */
  static RoundReport join(List<RoundReport> tasks) {
    List<ReplicaReport> replicas = new ArrayList<>();
    List<RoundSeconds> seconds = new ArrayList<>();
    long bytes = 0;
    for (RoundReport task : tasks) {
      replicas.addAll(task.replicas);
      seconds.addAll(task.seconds);
      bytes += task.bytesSent;
    }
    replicas.sort(Comparator.comparingInt(ReplicaReport::replica));
    return new RoundReport(tasks.get(0).plan, replicas, seconds, bytes);
  }
}
