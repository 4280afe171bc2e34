package dev.barycenter.jobs.bench;

import java.util.Collections;
import java.util.List;

/**
 * What measuring one thing again and again came to.
 *
 * @param median the middle value: what to expect on this machine as it is
 * @param least the smallest value: what is left when nothing else runs
 */
record Spread(double median, double least) {

  static Spread of(List<Double> values) {
    return new Spread(Medians.of(values), Collections.min(values));
  }
}
