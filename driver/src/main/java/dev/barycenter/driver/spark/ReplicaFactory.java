package dev.barycenter.driver.spark;

import dev.barycenter.worker.Replica;
import java.io.Serializable;

/** Makes the network of a phase in an executor, where it is sent once per phase. */
@FunctionalInterface
public interface ReplicaFactory extends Serializable {

  /** Returns a new network; its weights are overwritten, frozen ones included. */
  Replica create();
}
