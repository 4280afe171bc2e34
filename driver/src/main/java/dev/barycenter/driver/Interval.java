package dev.barycenter.driver;

import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many local steps lie between two averagings. */
public sealed interface Interval {

  /** Returns the interval of the first round, before anything was measured. */
  int first();

  /**
   * Returns the local steps of the round that begins at {@code position}.
   *
   * @param current the interval that {@link #decide} decided on last
   */
  int steps(Position position, int current);

  /** Returns the interval after a segment, given what it was and what its rounds took. */
  default int decide(int current, List<RoundReport> rounds) {
    return current;
  }

  /** Always the same. */
  record Fixed(int first) implements Interval {

    public Fixed {
      positive(first);
    }

    @Override
    public int steps(Position position, int current) {
      return first;
    }
  }

  /**
   * By the global step: {@code {0: 1, 2000: 50}} averages after every step at first and then every
   * 50 steps (post-local SGD [1]); falling values average rarely at first (AdaComm [2]).
   *
   * <p>[1] Lin et al., <a href="https://arxiv.org/abs/1808.07217">1808.07217</a>. [2] Wang, Joshi,
   * <a href="https://arxiv.org/abs/1810.08313">1810.08313</a>.
   *
   * @param byGlobalStep the interval from each global step on; names step 0
   */
  record Scheduled(SortedMap<Long, Integer> byGlobalStep) implements Interval {

    public Scheduled {
      byGlobalStep = new TreeMap<>(byGlobalStep);
      if (byGlobalStep.isEmpty() || byGlobalStep.firstKey() != 0) {
        throw new IllegalArgumentException(
            "A schedule of intervals that begins at %s; it names the interval from step 0 on."
                .formatted(byGlobalStep.isEmpty() ? "no step" : "step " + byGlobalStep.firstKey()));
      }
      byGlobalStep.values().forEach(Interval::positive);
    }

    /** Returns a schedule of the given entries. */
    public static Scheduled of(Map<Long, Integer> byGlobalStep) {
      return new Scheduled(new TreeMap<>(byGlobalStep));
    }

    @Override
    public int first() {
      return steps(Position.START, 1);
    }

    @Override
    public int steps(Position position, int current) {
      int steps = current;
      for (Map.Entry<Long, Integer> entry : byGlobalStep.entrySet()) {
        steps = entry.getKey() <= position.globalStep() ? entry.getValue() : steps;
      }
      return steps;
    }
  }

  /**
   * By the measured cost: as short as keeps averaging at {@code share} of the time or below.
   *
   * <p>With {@code a} seconds per averaging and {@code c} per local step the least such interval is
   * {@code a (1 - share) / (c share)}. The decision is part of the run's state, so that a resumed
   * run takes the same.
   *
   * @param share of the time spent on averaging, such as 0.02; raise it to average more often
   * @param atLeast the shortest interval, and the first
   * @param atMost the longest interval
   */
  record Automatic(double share, int atLeast, int atMost) implements Interval {

    public Automatic {
      positive(atLeast);
      if (!(share > 0 && share < 1) || atMost < atLeast) {
        throw new IllegalArgumentException(
            "An automatic interval with share=%s, from %d to %d steps; expected a share in (0, 1) and from <= to."
                .formatted(share, atLeast, atMost));
      }
    }

    @Override
    public int first() {
      return atLeast;
    }

    @Override
    public int steps(Position position, int current) {
      return current;
    }

    @Override
    public int decide(int current, List<RoundReport> rounds) {
      double compute = 0;
      double averaging = 0;
      long steps = 0;
      for (RoundReport round : rounds) {
        RoundSeconds mean = round.meanSeconds();
        compute += mean.compute();
        averaging += mean.total() - mean.compute();
        steps += round.plan().steps();
      }
      double perStep = compute / steps;
      double perRound = averaging / rounds.size();
      double least = Math.ceil(perRound * (1 - share) / (perStep * share));
      int next = (int) Math.max(atLeast, Math.min(atMost, least));
      // Noise of the clock is no reason to change.
      return Math.abs(next - current) * 5L <= current ? current : next;
    }
  }

  private static void positive(int steps) {
    if (steps <= 0) {
      throw new IllegalArgumentException(
          "An interval of %d local steps; expected at least 1.".formatted(steps));
    }
  }
}
