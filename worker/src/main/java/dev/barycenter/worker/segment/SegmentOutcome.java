package dev.barycenter.worker.segment;

import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.SliceAverage;
import dev.barycenter.worker.averaging.StateSlice;
import dev.barycenter.worker.averaging.WorkingState;
import dev.barycenter.worker.exchange.Arena;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a segment came to, put together from its tasks.
 *
 * @param model the global model after the last round
 * @param rounds the reports of the rounds, in order
 * @param kept what replicas keep for the next segment, by replica
 */
public record SegmentOutcome(
    ModelState model, List<RoundReport> rounds, SortedMap<Integer, ReplicaState> kept) {

  /** Puts the results of all tasks of a segment together. */
  public static SegmentOutcome join(
      AveragingPlan plan, ModelState start, List<SegmentResult> results) {
    List<SegmentResult> ordered =
        results.stream().sorted(Comparator.comparingInt(r -> r.slice().owner())).toList();
    SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
    ordered.forEach(result -> kept.putAll(result.kept()));
    ModelState model =
        StateSlice.join(plan, start, ordered.stream().map(SegmentResult::slice).toList());
    int rounds = ordered.get(0).rounds().size();
    return new SegmentOutcome(
        model,
        IntStream.range(0, rounds)
            .mapToObj(i -> RoundReport.join(ordered.stream().map(r -> r.rounds().get(i)).toList()))
            .toList(),
        kept);
  }

  /**
   * Averages the updates of a segment of one round: the same sums and the same outer step as
   * between tasks, with one owner of everything.
   *
   * @throws NonFiniteException when every replica was left out
   */
  public static SegmentOutcome combine(
      AveragingPlan plan, ModelState start, List<RoundUpdate> updates) {
    List<RoundUpdate> ordered =
        updates.stream().sorted(Comparator.comparingInt(RoundUpdate::task)).toList();
    int tasks = ordered.size();
    for (int task = 0; task < tasks; task++) {
      if (ordered.get(task).task() != task || ordered.get(task).tasks() != tasks) {
        throw new IllegalArgumentException(
            "%d updates, one of them of task %d of %d; expected each task of one round once."
                .formatted(tasks, ordered.get(task).task(), ordered.get(task).tasks()));
      }
    }
    SliceAverage average =
        new SliceAverage(plan, TaskReplicas.blocks(plan.replicas(), tasks), 0, 1, new Arena());
    WorkingState state = new WorkingState(start);
    ByteBuffer[] messages = ordered.stream().map(RoundUpdate::message).toArray(ByteBuffer[]::new);
    RoundReport report = RoundReport.join(ordered.stream().map(RoundUpdate::report).toList());
    if (average.average(messages, state) == 0) {
      throw NonFiniteException.everyReplica(report.plan());
    }
    average.apply(0, average.moved(), state);
    SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
    ordered.forEach(update -> kept.putAll(update.kept()));
    return new SegmentOutcome(state.finish(), List.of(report), kept);
  }
}
