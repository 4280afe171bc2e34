package dev.barycenter.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.EarlyStopping.Direction;
import dev.barycenter.driver.LocalSteps.Stretch;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.checkpoint.RunIdentity;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunEvent.Ending;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.storage.LocalStorage;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.segment.NonFinitePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRunTest {

  /** All that a state can hold: velocity, states of replicas, residuals. */
  private static final Averaging RICH =
      new Averaging(OuterStep.nesterov(0.7, 0.9), OptimizerStatePolicy.KEEP, WireFormat.INT8);

  private static final int BATCH = 4;
  private static final LocalSteps TWO = new LocalSteps.Fixed(2);

  private final List<RunEvent> events = new ArrayList<>();
  private final StopRequest stop = new StopRequest();

  @ParameterizedTest
  @Tag("law-3")
  @ValueSource(ints = {2, 3, 100})
  void theLengthOfSegmentsChangesNothing(int rounds) {
    RunState expected = train(plan(3, TWO, null), 1, Checkpoints.NONE, events::add);
    assertThat(train(plan(3, TWO, null), rounds, Checkpoints.NONE, events::add))
        .isEqualTo(expected);
  }

  @RepeatedTest(20) // law 4; the seed is the repetition
  @Tag("law-4")
  void killedAtAnyMomentAndResumedItEndsWithTheSameBits(
      RepetitionInfo repetition, @TempDir Path folder) {
    RunPlan plan = plan(4, TWO, new EarlyStopping("loss", Direction.MIN, 2, 0.01));
    RunState expected = train(plan, 2, Checkpoints.NONE, events::add);
    Random random = new Random(repetition.getCurrentRepetition());
    Checkpoints checkpoints =
        new CheckpointStore(
            new LocalStorage(folder), new RunIdentity("spec", 1, 3), 2, warning -> {});
    for (int kills = 0; kills < 4; kills++) {
      int[] left = {random.nextInt(12)};
      RunListener killer =
          event -> {
            if (left[0]-- == 0) {
              throw new Killed();
            }
          };
      try {
        train(plan, 1 + random.nextInt(4), checkpoints, killer);
      } catch (Killed e) {
        assertThat(e).isNotNull();
      }
    }
    assertThat(train(plan, 2, checkpoints, events::add)).isEqualTo(expected);
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void aScheduleAveragesRarelyOrOftenByTheGlobalStep() {
    train(
        plan(2, new LocalSteps.Schedule(List.of(new Stretch(0, 1), new Stretch(4, 3))), null),
        5,
        Checkpoints.NONE,
        events::add);
    assertThat(steps()).containsExactly(1, 1, 1, 1, 2, 3, 3);
  }

  private List<Integer> steps() {
    return events.stream()
        .filter(RunEvent.RoundDone.class::isInstance)
        .map(event -> ((RunEvent.RoundDone) event).report().plan().steps())
        .toList();
  }

  @Test
  void aNewIntervalIsCheckpointedBeforeItIsUsed() {
    List<RunState> saved = new ArrayList<>();
    LocalSteps decided = new LocalSteps.CostBound(1e-9, 1, 7);
    train(plan(2, decided, null), 1, keeping(saved), Duration.ofDays(1), events::add);
    assertThat(saved.get(0).position().round()).isEqualTo(1);
    assertThat(decided.at(1, saved.get(0).measured())).isEqualTo(7);
    assertThat(steps()).startsWith(1, 5, 6);
  }

  @Test
  void averagingGetsMoreFrequentAsTheLossFalls() {
    train(plan(4, new LocalSteps.Decaying(6), null), 3, Checkpoints.NONE, events::add);
    assertThat(steps()).startsWith(6, 6).isNotEqualTo(List.of(6, 6, 6, 6));
    assertThat(steps().get(steps().size() - 1)).isLessThan(6);
  }

  @Test
  void aCheckpointIsSavedAfterEverySoManyRounds() {
    List<RunState> saved = new ArrayList<>();
    LocalSegments segments = new LocalSegments(RICH);
    RunPolicy policy =
        new RunPolicy(
            SegmentLength.rounds(10),
            RetryPolicy.DEFAULT,
            new CheckpointSchedule(Duration.ofDays(1), 4));
    RunPorts ports =
        new RunPorts(
            segments, Validation.NONE, Metrics.LOSS, keeping(saved), events::add, stop, ticking());
    new TrainingRun(plan(4, TWO, null), policy, ports).resume(segments.initial());
    assertThat(saved).extracting(state -> state.position().round()).containsExactly(4L, 8L, 12L);
    assertThat(saved.get(0).position().step()).isEqualTo(2);
  }

  private static Checkpoints keeping(List<RunState> saved) {
    return new Checkpoints() {
      @Override
      public void save(RunState state) {
        saved.add(state);
      }

      @Override
      public java.util.Optional<RunState> latest() {
        return java.util.Optional.empty();
      }
    };
  }

  @Test
  void tellsLossAndExamplesOfAnEpochWeightedByExamples() {
    train(plan(1, TWO, null), 2, Checkpoints.NONE, events::add);
    RunEvent.EpochDone epoch = only(RunEvent.EpochDone.class);
    Tally sum =
        events.stream()
            .filter(RunEvent.RoundDone.class::isInstance)
            .map(event -> ((RunEvent.RoundDone) event).report().tally())
            .reduce(Tally.NONE, Tally::plus);
    assertThat(epoch.training().examples()).isEqualTo(3L * LocalSegments.SHARD);
    assertThat(epoch.metrics().get("loss")).isEqualTo(sum.loss() / sum.weight());
    assertThat(epoch.validation()).isEmpty();
  }

  @Test
  void earlyStoppingReturnsTheWeightsOfTheBestEpoch() {
    Deque<Double> losses = new ArrayDeque<>(List.of(3.0, 1.0, 2.0, Double.NaN, 0.5));
    List<RunState> ends = new ArrayList<>();
    Validation validation = model -> new Tally(1, 1, losses.removeFirst(), new TreeMap<>());
    RunOutcome outcome =
        run(
            plan(9, TWO, new EarlyStopping("val_loss", Direction.MIN, 2, 0)),
            new LocalSegments(RICH),
            validation,
            keeping(ends),
            3);
    assertThat(outcome.ending()).isEqualTo(Ending.STOPPED_EARLY);
    assertThat(outcome.state().position().epoch()).isEqualTo(4);
    RunState afterBest =
        ends.stream()
            .filter(s -> s.position().epoch() == 2 && s.position().step() == 0)
            .findFirst()
            .orElseThrow();
    assertThat(outcome.state().model().weights()).isEqualTo(afterBest.model().weights());
    assertThat(losses).hasSize(1);
  }

  @Test
  void earlyStoppingOnAnUnknownMetricNamesTheKnownOnes() {
    assertThatThrownBy(
            () ->
                train(
                    plan(2, TWO, new EarlyStopping("acuracy", Direction.MAX, 1, 0)),
                    1,
                    Checkpoints.NONE,
                    events::add))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "Early stopping watches 'acuracy', but the metrics of an epoch are [loss]. Name one of these.");
  }

  @Test
  void aStopRequestEndsTheRunAfterItsSegmentWithACheckpoint() {
    List<RunState> saved = new ArrayList<>();
    RunListener stopping =
        event -> {
          events.add(event);
          if (event instanceof RunEvent.SegmentDone) {
            stop.request();
          }
        };
    RunState state = train(plan(5, TWO, null), 2, keeping(saved), Duration.ofDays(1), stopping);
    assertThat(state.position().round()).isEqualTo(2);
    assertThat(saved).containsExactly(state);
    assertThat(only(RunEvent.Finished.class).ending()).isEqualTo(Ending.INTERRUPTED);
  }

  @Test
  void aFailedSegmentIsRunAgainAndItsRoundsAreToldOnce() {
    RunState expected = train(plan(2, TWO, null), 2, Checkpoints.NONE, event -> {});
    LocalSegments real = new LocalSegments(RICH);
    int[] calls = {0};
    Segments flaky =
        (plan, start, kept) -> {
          if (calls[0]++ % 3 == 0) {
            throw new SegmentFailedException("executor 1 is lost");
          }
          return real.run(plan, start, kept);
        };
    RunOutcome outcome = run(plan(2, TWO, null), flaky, Validation.NONE, Checkpoints.NONE, 2);
    assertThat(outcome.state()).isEqualTo(expected);
    assertThat(steps()).hasSize(6);
    assertThat(events).filteredOn(RunEvent.SegmentFailed.class::isInstance).hasSize(2);
  }

  @Test
  void tooManyFailuresEndTheRunWithTheLastOne() {
    Segments dead =
        (plan, start, kept) -> {
          throw new SegmentFailedException("executor 1 is lost");
        };
    assertThatThrownBy(() -> run(plan(2, TWO, null), dead, Validation.NONE, Checkpoints.NONE, 2))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            """
            Segments failed 4 times within PT1M, which is more than the 3 tries of the retry policy.
              last failure: executor 1 is lost
              fix: see the logs of the executors; then resume from the last checkpoint.""");
  }

  private <E extends RunEvent> E only(Class<E> type) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static RunPlan plan(int epochs, LocalSteps localSteps, @Nullable EarlyStopping stopping) {
    return new RunPlan(
        1,
        LocalSegments.REPLICAS,
        BATCH,
        (LocalSegments.SHARD + BATCH - 1) / BATCH,
        epochs,
        RICH,
        NonFinitePolicy.STOP,
        localSteps,
        stopping);
  }

  private RunState train(RunPlan plan, int rounds, Checkpoints checkpoints, RunListener listener) {
    return train(plan, rounds, checkpoints, Duration.ZERO, listener);
  }

  private RunState train(
      RunPlan plan, int rounds, Checkpoints checkpoints, Duration every, RunListener listener) {
    LocalSegments segments = new LocalSegments(RICH);
    RunPorts ports =
        new RunPorts(
            segments, Validation.NONE, Metrics.LOSS, checkpoints, listener, stop, ticking());
    return new TrainingRun(plan, policy(rounds, every), ports).resume(segments.initial()).state();
  }

  private RunOutcome run(
      RunPlan plan, Segments segments, Validation validation, Checkpoints checkpoints, int rounds) {
    RunPorts ports =
        new RunPorts(segments, validation, Metrics.LOSS, checkpoints, events::add, stop, ticking());
    return new TrainingRun(plan, policy(rounds, Duration.ZERO), ports)
        .resume(new LocalSegments(RICH).initial());
  }

  private static RunPolicy policy(int rounds, Duration checkpointEvery) {
    return new RunPolicy(
        SegmentLength.rounds(rounds),
        new RetryPolicy(3, Duration.ofMinutes(1)),
        CheckpointSchedule.every(checkpointEvery));
  }

  private static InstantSource ticking() {
    long[] millis = {0};
    return () -> Instant.ofEpochMilli(millis[0]++);
  }
}
