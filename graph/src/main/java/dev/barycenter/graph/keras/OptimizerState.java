package dev.barycenter.graph.keras;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The state of an optimizer as Keras saves it.
 *
 * @param iterations the number of steps taken
 * @param learningRate the learning rate at that step; absent under a schedule, which computes it
 * @param slots the slots by their Keras names, such as {@code momentum} and {@code velocity}: each
 *     an array for every trainable weight, by path; the scalar {@code u_product} of Nadam has the
 *     path ""
 */
public record OptimizerState(
    long iterations, OptionalDouble learningRate, Map<String, Map<String, Tensor>> slots) {

  /** Checks the count and copies the maps. */
  public OptimizerState {
    if (iterations < 0) {
      throw new IllegalArgumentException(
          "An optimizer has taken 0 steps or more, but %d were given.".formatted(iterations));
    }
    Map<String, Map<String, Tensor>> copy = new LinkedHashMap<>();
    slots.forEach(
        (slot, arrays) -> copy.put(slot, Collections.unmodifiableMap(new LinkedHashMap<>(arrays))));
    slots = Collections.unmodifiableMap(copy);
  }
}
