package dev.barycenter.worker.data;

import java.io.Serializable;
import java.util.Iterator;

/** Makes other examples of the examples of a shard, one of each; travels to the executors. */
public interface Features extends Serializable {

  /** Returns the columns of what is made. */
  ExampleLayout layout();

  /**
   * Returns what is made of the examples of a shard, packed, in their order.
   *
   * @param weights of what makes it, flat; not changed
   */
  Iterator<byte[]> of(Shard shard, float[] weights);
}
