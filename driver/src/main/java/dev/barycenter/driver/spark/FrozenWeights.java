package dev.barycenter.driver.spark;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.ParameterSlice.Kind;
import dev.barycenter.worker.averaging.FloatVector;
import java.io.Serializable;
import java.nio.FloatBuffer;

/**
 * The parameters that a phase never changes: sent once, put into every network.
 *
 * @param layout of all parameters
 * @param values the frozen slices, one after the other
 */
record FrozenWeights(ParameterLayout layout, FloatVector values) implements Serializable {

  /** Cuts the frozen slices out of all parameters. */
  static FrozenWeights of(ParameterLayout layout, FloatBuffer weights) {
    float[] values = new float[layout.size(Kind.FROZEN)];
    int at = 0;
    for (ParameterSlice slice : layout.slices()) {
      if (slice.kind() == Kind.FROZEN) {
        weights.get(slice.offset(), values, at, slice.length());
        at += slice.length();
      }
    }
    return new FrozenWeights(layout, FloatVector.of(values));
  }

  /** Puts the frozen slices in place. */
  void into(FloatBuffer weights) {
    int at = 0;
    for (ParameterSlice slice : layout.slices()) {
      if (slice.kind() == Kind.FROZEN) {
        weights.put(slice.offset(), values.array(), at, slice.length());
        at += slice.length();
      }
    }
  }
}
