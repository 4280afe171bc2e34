package dev.barycenter.worker.segment;

import dev.barycenter.worker.LocalStep;
import java.util.Arrays;

/** A replica's loss or weights became NaN or infinite; running again gives the same. */
public final class NonFiniteException extends RuntimeException {

  private static final long serialVersionUID = 1;
  private static final String FIX =
      "  fix: lower the learning rate, clip gradients or look at these rows; non_finite: leave_out goes on without the replica.";

  private NonFiniteException(String message) {
    super(message);
  }

  static NonFiniteException loss(
      LocalStep step, int task, String host, double loss, int[] positions) {
    return new NonFiniteException(
        "Replica %d diverged: its loss is %s (task %d on %s).\n  step: %d of epoch %d, global step %d\n  rows: positions %s of shard %d\n%s"
            .formatted(
                step.replica(),
                loss,
                task,
                host,
                step.step(),
                step.epoch(),
                step.globalStep(),
                Arrays.toString(positions),
                step.replica(),
                FIX));
  }

  static NonFiniteException weights(
      int replica, RoundPlan round, int task, String host, String slice, int[] positions) {
    return new NonFiniteException(
        "Replica %d diverged: '%s' holds NaN or infinity after round %d (task %d on %s).\n  steps: %d to %d of epoch %d\n  rows: the last minibatch was positions %s of shard %d\n%s"
            .formatted(
                replica,
                slice,
                round.start().round(),
                task,
                host,
                round.start().step(),
                round.start().step() + round.steps() - 1,
                round.start().epoch(),
                Arrays.toString(positions),
                replica,
                FIX));
  }

  static NonFiniteException everyReplica(RoundPlan round) {
    return new NonFiniteException(
        "Every replica diverged in round %d and was left out; nothing remains to average. Lower the learning rate or clip gradients."
            .formatted(round.start().round()));
  }
}
