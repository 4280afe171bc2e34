package dev.barycenter.driver.spark;

import dev.barycenter.worker.Replica;
import java.io.Serializable;

/**
 * What an executor makes the networks of a phase of; sent once per phase.
 *
 * @param factory makes a network
 * @param frozen what never changes in the phase
 */
record PhaseNetwork(ReplicaFactory factory, FrozenWeights frozen) implements Serializable {

  static PhaseNetwork of(Phase phase) {
    return new PhaseNetwork(phase.factory(), FrozenWeights.of(phase.layout(), phase.weights()));
  }

  /** Returns a new network with the frozen weights in place. */
  Replica create() {
    Replica network = factory.create();
    frozen.into(network.weights());
    return network;
  }
}
