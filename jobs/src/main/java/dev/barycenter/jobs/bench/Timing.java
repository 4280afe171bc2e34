package dev.barycenter.jobs.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Seconds per step, one number for each round.
 *
 * @param rounds at least one
 */
public record Timing(List<Double> rounds) {
  /** Copies the rounds. */
  public Timing {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("A timing of no rounds; expected at least one.");
    }
  }

  /** Returns the median. */
  public double median() {
    return Medians.of(rounds);
  }

  /** Returns the least. */
  public double best() {
    return Collections.min(rounds);
  }

  /** Returns half the distance between the quartiles, as a share of the median. */
  public double spread() {
    return (quantile(0.75) - quantile(0.25)) / 2 / median();
  }

  /** Returns the median of this time divided by the other's, round by round. */
  public double over(Timing other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      ratios.add(rounds.get(i) / other.rounds.get(i));
    }
    return Medians.of(ratios);
  }

  private double quantile(double share) {
    List<Double> sorted = rounds.stream().sorted().toList();
    double at = share * (sorted.size() - 1);
    int below = (int) at;
    double above = sorted.get(Math.min(below + 1, sorted.size() - 1));
    return sorted.get(below) + (at - below) * (above - sorted.get(below));
  }
}
