package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.driver.CheckpointSchedule;
import dev.barycenter.driver.RetryPolicy;
import dev.barycenter.driver.RunPolicy;
import dev.barycenter.driver.SegmentLength;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.config.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a run is carried out: the section {@code run}. None of it changes the result, so that a run
 * can be resumed with other settings.
 *
 * @param checkpoints when states are saved, and how many are kept
 * @param segment how many rounds run as one Spark job
 * @param retries how often segments may fail
 * @param deadlines how long is waited for what
 * @param listeners classes that are told what happens, by name
 */
@Key("run")
public record RunSettings(
    @Default("{}") Saving checkpoints,
    @Default("{}") Segment segment,
    @Default("{}") Retries retries,
    @Default("{}") Deadlines deadlines,
    @Default("[]") List<String> listeners) {

  /** Copies the list. */
  public RunSettings {
    listeners = List.copyOf(listeners);
  }

  /** Reads the section; null (and problems) if it is not right. */
  static @Nullable RunSettings read(JsonNode section, String place, Problems problems) {
    RunSettings settings = new Binder<>(RunSettings.class).read(section, place, Set.of(), problems);
    if (settings != null) {
      settings.listeners.forEach(name -> Listeners.check(name, place + "/listeners", problems));
    }
    return settings;
  }

  /**
   * When states are saved.
   *
   * @param every the time between two checkpoints
   * @param everyRounds the rounds between two checkpoints; with {@code every}, what comes first
   * @param keep how many are kept
   */
  @Key("checkpoints")
  public record Saving(
      @Default("null") @Nullable Duration every,
      @Default("null") @Nullable Integer everyRounds,
      @Default("3") int keep) {
    /** Checks the numbers. */
    public Saving {
      if (keep < 2) {
        throw new IllegalArgumentException(
            "'keep' is %d: expected at least 2, one to fall back to.".formatted(keep));
      }
      schedule(every, everyRounds);
    }

    private static CheckpointSchedule schedule(
        @Nullable Duration every, @Nullable Integer everyRounds) {
      return every == null && everyRounds == null
          ? CheckpointSchedule.DEFAULT
          : new CheckpointSchedule(every, everyRounds);
    }
  }

  /**
   * How many rounds run as one Spark job.
   *
   * @param time as many as take about so long
   * @param rounds always so many
   */
  @Key("segment")
  public record Segment(
      @Default("null") @Nullable Duration time, @Default("null") @Nullable Integer rounds) {
    /** Checks that one of both is given at most. */
    public Segment {
      if (time != null && rounds != null) {
        throw new IllegalArgumentException("Found 'time' and 'rounds': give one of them.");
      }
      length(time, rounds);
    }

    private static SegmentLength length(@Nullable Duration time, @Nullable Integer rounds) {
      if (rounds != null) {
        return SegmentLength.rounds(rounds);
      }
      return time == null ? SegmentLength.DEFAULT : SegmentLength.about(time);
    }
  }

  /**
   * How often segments may fail.
   *
   * @param tries the failures within the time that a run survives
   * @param within the time after which a failure is forgotten
   */
  @Key("retries")
  public record Retries(
      @Default("null") @Nullable Integer tries, @Default("null") @Nullable Duration within) {
    /** Checks the numbers. */
    public Retries {
      policy(tries, within);
    }

    private static RetryPolicy policy(@Nullable Integer tries, @Nullable Duration within) {
      RetryPolicy usual = RetryPolicy.DEFAULT;
      return new RetryPolicy(or(tries, usual.tries()), or(within, usual.window()));
    }
  }

  /**
   * How long is waited for what; see {@link SparkPolicy}.
   *
   * @param exchange for the other tasks in one averaging, their local steps included
   * @param segment for a segment, before it is given up and run again
   * @param replacement for the replacement of a lost executor
   * @param executors for the first executor
   * @param stop for the segment at hand when the run is asked to stop
   */
  @Key("deadlines")
  public record Deadlines(
      @Default("null") @Nullable Duration exchange,
      @Default("null") @Nullable Duration segment,
      @Default("null") @Nullable Duration replacement,
      @Default("null") @Nullable Duration executors,
      @Default("25s") Duration stop) {}

  /** Returns how rounds are carried out. */
  public RunPolicy policy() {
    return new RunPolicy(
        Segment.length(segment.time, segment.rounds),
        Retries.policy(retries.tries, retries.within),
        Saving.schedule(checkpoints.every, checkpoints.everyRounds));
  }

  /** Returns how long a run on Spark waits for what. */
  public SparkPolicy sparkPolicy() {
    SparkPolicy usual = SparkPolicy.DEFAULT;
    return new SparkPolicy(
        or(deadlines.exchange, usual.exchangeDeadline()),
        or(deadlines.segment, usual.segmentDeadline()),
        or(deadlines.replacement, usual.replacementWait()),
        or(deadlines.executors, usual.executorWait()));
  }

  private static <T> T or(@Nullable T given, T usual) {
    return given == null ? usual : given;
  }
}
