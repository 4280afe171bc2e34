package dev.barycenter.jobs.bench;

import java.io.PrintStream;
import java.util.List;

/** What an averaging may be expected to cost with more executors: a stated model, not measured. */
final class Forecast {
  private static final List<Integer> EXECUTORS = List.of(4, 8, 16, 32);
  private static final double BYTES_PER_SECOND = 1.25e9;
  private static final double LATENCY_MILLIS = 0.1;

  private Forecast() {}

  /** Prints it for what was measured of two replicas between two processes. */
  static void print(List<RoundCost> costs, PrintStream out) {
    List<RoundCost> measured =
        costs.stream()
            .filter(c -> c.of().replicas() == 2 && !c.master().startsWith("local["))
            .toList();
    if (measured.isEmpty()) {
      return;
    }
    out.printf(
        "%nForecast of one averaging in milliseconds, one replica on each of T executors%n"
            + "(a model, not measured: summing as above + 2 (T-1)/T of the model's bytes at 10 Gbit/s + %.1f ms a message)%n",
        LATENCY_MILLIS);
    out.print("   weights optimizer wire    ");
    EXECUTORS.forEach(executors -> out.printf("%9s", "T=" + executors));
    out.println();
    for (RoundCost cost : measured) {
      out.printf(
          "%,10d %-9s %-8s",
          cost.of().weights(),
          RoundsBench.lower(cost.of().optimizerState()),
          RoundsBench.lower(cost.of().wire()));
      EXECUTORS.forEach(
          executors ->
              out.printf("%9.1f", cost.forecast(executors, BYTES_PER_SECOND, LATENCY_MILLIS)));
      out.println();
    }
  }
}
