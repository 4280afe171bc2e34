package dev.barycenter.jobs.retrain;

import dev.barycenter.jobs.spec.Gate;
import java.util.Map;

/**
 * Whether a new version is worth promoting.
 *
 * @param why the reason, for people
 */
record Decision(boolean passed, String why) {

  /** Decides on a version where none serves: any will do whose number is one. */
  static Decision first(Gate gate, Map<String, Double> numbers) {
    double number = numbers.getOrDefault(gate.metric(), Double.NaN);
    return Double.isFinite(number)
        ? new Decision(true, "none served before")
        : new Decision(false, "%s is %s".formatted(gate.metric(), number));
  }

  /** Decides on a version by the numbers of the one that serves, on the same rows. */
  static Decision between(
      Gate gate, Map<String, Double> numbers, int serving, Map<String, Double> itsNumbers) {
    double number = numbers.getOrDefault(gate.metric(), Double.NaN);
    double its = itsNumbers.getOrDefault(gate.metric(), Double.NaN);
    boolean passed = gate.passes(number, its);
    String by = gate.minDelta() == 0 ? "" : " by more than " + gate.minDelta();
    return new Decision(
        passed,
        "%s %.4f is %s than %.4f of version %d%s"
            .formatted(gate.metric(), number, passed ? "better" : "not better", its, serving, by));
  }
}
