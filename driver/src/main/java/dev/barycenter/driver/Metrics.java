package dev.barycenter.driver;

import dev.barycenter.worker.Tally;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns what was counted into the numbers that people read. */
@FunctionalInterface
public interface Metrics {

  /** The mean loss under the name {@code loss}, nothing else. */
  Metrics LOSS =
      tally -> {
        SortedMap<String, Double> values = new TreeMap<>();
        values.put("loss", tally.meanLoss());
        return values;
      };

  /** Returns the metrics of {@code tally} by name; {@code loss} is one of them. */
  SortedMap<String, Double> of(Tally tally);
}
