package dev.barycenter.worker;

import dev.barycenter.worker.data.Seeds;
import java.io.Serializable;

/**
 * Which local step this is, and the seed that follows from it.
 *
 * @param runSeed the seed of the run
 * @param epoch the pass over the data, from 0
 * @param replica the replica that takes the step, from 0
 * @param step the minibatch of this epoch and replica, from 0
 * @param globalStep the steps this replica's model took before, in all epochs of the phase; the
 *     learning rate goes by it
 */
public record LocalStep(long runSeed, int epoch, int replica, int step, long globalStep)
    implements Serializable {

  public LocalStep {
    if (epoch < 0 || replica < 0 || step < 0 || globalStep < 0) {
      throw new IllegalArgumentException(
          "A local step counts from 0, but was epoch=%d, replica=%d, step=%d, globalStep=%d."
              .formatted(epoch, replica, step, globalStep));
    }
  }

  /**
   * Returns the seed of all randomness in this step: a pure function of run seed, epoch, replica
   * and step, so that a step taken again after a failure drops the same units.
   */
  public long seed() {
    return Seeds.mix(runSeed, epoch, replica, step);
  }
}
