package dev.barycenter.driver;

import dev.barycenter.driver.LocalSteps.CostBound;
import dev.barycenter.driver.LocalSteps.Decaying;
import dev.barycenter.driver.LocalSteps.Measured;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.util.List;

/**
 * What a policy for the number of local steps is told, and when.
 *
 * <p>Losses are told at the ends of epochs, so that they do not depend on the length of segments.
 * Times are told after a segment when they change the answer by a fifth: noise of the clock is no
 * reason to change, and each change costs a checkpoint.
 */
final class Measurements {

  private static final double WORTH_IT = 0.2;

  private Measurements() {}

  /** Returns what is known after a segment. */
  static Measured afterSegment(
      LocalSteps policy, Measured before, long globalStep, List<RoundReport> rounds) {
    if (!(policy instanceof CostBound)) {
      return before;
    }
    double compute = 0;
    double averaging = 0;
    long steps = 0;
    for (RoundReport round : rounds) {
      RoundSeconds mean = round.meanSeconds();
      compute += mean.compute();
      averaging += mean.total() - mean.compute();
      steps += round.plan().steps();
    }
    Measured now =
        new Measured(
            before.firstLoss(), before.lastLoss(), compute / steps, averaging / rounds.size());
    int old = policy.at(globalStep, before);
    int next = policy.at(globalStep, now);
    return Math.abs(next - old) > WORTH_IT * old ? now : before;
  }

  /** Returns what is known after an epoch. */
  static Measured afterEpoch(LocalSteps policy, Measured before, Tally epoch) {
    if (!(policy instanceof Decaying)) {
      return before;
    }
    double loss = epoch.meanLoss();
    double first = Double.isNaN(before.firstLoss()) ? loss : before.firstLoss();
    return new Measured(first, loss, before.stepSeconds(), before.averagingSeconds());
  }
}
