package dev.barycenter.driver;

import dev.barycenter.driver.LocalSteps.Measured;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunEvent.Ending;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run: segment after segment until the epochs are done, early stopping ends it, or it is asked to
 * stop.
 *
 * <p>Between segments it checkpoints when due, at the end of an epoch it validates. A segment that
 * fails is run again, within the bounds of the retry policy. Killed at any moment and resumed from
 * its last checkpoint, a run ends with the bits of an uninterrupted one. Used once, by one thread.
 */
public final class TrainingRun {

  private final RunPlan plan;
  private final RunPolicy policy;
  private final RunPorts ports;
  private final RetryPolicy.Budget retries;
  private double secondsPerRound = Double.NaN;
  private Instant lastCheckpoint;
  private @Nullable RunState saved;

  /** Creates a run. */
  public TrainingRun(RunPlan plan, RunPolicy policy, RunPorts ports) {
    this.plan = plan;
    this.policy = policy;
    this.ports = ports;
    this.retries = policy.retries().new Budget();
    this.lastCheckpoint = ports.clock().instant();
  }

  /** Goes on from the latest checkpoint, or begins with {@code initial} where there is none. */
  public RunOutcome resume(ModelState initial) {
    return train(ports.checkpoints().latest().orElseGet(() -> RunState.initial(initial)));
  }

  /**
   * Trains from {@code start} to the end.
   *
   * @throws TrainingFailedException when the run cannot go on
   */
  public RunOutcome train(RunState start) {
    tell(
        new RunEvent.Started(
            start.position(), plan.replicas(), plan.stepsPerEpoch(), plan.epochs()));
    RunState state = start;
    while (true) {
      Optional<Ending> ending = plan.ending(state);
      if (ending.isPresent()) {
        return finish(state, ending.get());
      }
      if (ports.stop().requested()) {
        return finish(state, Ending.INTERRUPTED);
      }
      RunState next = segment(state);
      boolean decided = !next.measured().equals(state.measured());
      state = next;
      saveWhenDue(state, decided);
    }
  }

  private RunState segment(RunState state) {
    int most =
        policy
            .checkpoints()
            .rounds(state.position().round(), policy.segments().next(secondsPerRound));
    SegmentPlan segment = plan.next(state, most);
    Instant begin = ports.clock().instant();
    SegmentOutcome outcome =
        retried(state.position(), () -> ports.segments().run(segment, state.model(), state.kept()));
    Duration elapsed = Duration.between(begin, ports.clock().instant());
    secondsPerRound = elapsed.toNanos() / 1e9 / segment.rounds().size();
    Tally tally = state.epochTally();
    for (RoundReport report : outcome.rounds()) {
      Tally round = report.tally();
      tally = tally.plus(round);
      tell(new RunEvent.RoundDone(report, end(report.plan()), ports.metrics().of(round)));
    }
    Position end = end(segment.rounds().get(segment.rounds().size() - 1));
    tell(new RunEvent.SegmentDone(end, segment.rounds().size(), elapsed));
    Measured measured =
        Measurements.afterSegment(
            plan.localSteps(), state.measured(), end.globalStep(), outcome.rounds());
    RunState next =
        new RunState(end, outcome.model(), outcome.kept(), measured, tally, state.best());
    return end.epoch() > state.position().epoch() ? endEpoch(next, state.position().epoch()) : next;
  }

  private Position end(RoundPlan round) {
    return round.end(plan.stepsPerEpoch());
  }

  private RunState endEpoch(RunState state, int epoch) {
    Tally validated = retried(state.position(), () -> ports.validation().evaluate(state.model()));
    SortedMap<String, Double> training = ports.metrics().of(state.epochTally());
    SortedMap<String, Double> validation =
        validated.examples() == 0 ? new TreeMap<>() : ports.metrics().of(validated);
    tell(new RunEvent.EpochDone(epoch, state.epochTally(), training, validation));
    EarlyStopping stopping = plan.earlyStopping();
    RunState.Best best =
        stopping == null
            ? null
            : stopping.better(
                state.best(), epoch, named(training, validation), state.model().weights());
    Measured measured =
        Measurements.afterEpoch(plan.localSteps(), state.measured(), state.epochTally());
    return new RunState(state.position(), state.model(), state.kept(), measured, Tally.NONE, best);
  }

  private static SortedMap<String, Double> named(
      SortedMap<String, Double> training, SortedMap<String, Double> validation) {
    SortedMap<String, Double> all = new TreeMap<>(training);
    validation.forEach((name, value) -> all.put(EarlyStopping.VALIDATION + name, value));
    return all;
  }

  private interface Attempt<T> {
    T run() throws SegmentFailedException;
  }

  private <T> T retried(Position position, Attempt<T> attempt) {
    while (true) {
      try {
        return attempt.run();
      } catch (SegmentFailedException e) {
        tell(new RunEvent.SegmentFailed(position, String.valueOf(e.getMessage())));
        retries.spend(e, ports.clock().instant());
      }
    }
  }

  private void saveWhenDue(RunState state, boolean decided) {
    Duration sinceLast = Duration.between(lastCheckpoint, ports.clock().instant());
    boolean due = policy.checkpoints().due(sinceLast, state.position().round());
    if (due || decided || ports.stop().requested()) {
      save(state);
    }
  }

  private void save(RunState state) {
    ports.checkpoints().save(state);
    saved = state;
    lastCheckpoint = ports.clock().instant();
    tell(new RunEvent.CheckpointSaved(state.position()));
  }

  private RunOutcome finish(RunState state, Ending ending) {
    if (!state.equals(saved)) {
      save(state);
    }
    tell(new RunEvent.Finished(state.position(), ending));
    return new RunOutcome(ending == Ending.INTERRUPTED ? state : state.withBestWeights(), ending);
  }

  private void tell(RunEvent event) {
    ports.listener().on(event);
  }
}
