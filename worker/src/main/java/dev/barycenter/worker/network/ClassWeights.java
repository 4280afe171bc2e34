package dev.barycenter.worker.network;

import java.nio.FloatBuffer;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The weights of the examples of one output by their class, as in Keras: the class of a one-hot
 * target is the position of its largest number, that of any other target the nearest whole number;
 * a class that is not listed weighs 1.
 */
final class ClassWeights {
  private final SortedMap<Integer, Double> byClass;

  ClassWeights(SortedMap<Integer, Double> byClass) {
    this.byClass = byClass;
  }

  /**
   * Writes the weight of each example.
   *
   * @param targets {@code examples * width} numbers
   * @param width the numbers of one target: 1, or one for each class
   * @param samples the examples' own weights; null for ones
   * @param weights as many numbers as there are examples
   */
  void write(FloatBuffer targets, int width, @Nullable FloatBuffer samples, FloatBuffer weights) {
    for (int i = 0; i < weights.limit(); i++) {
      double weight = byClass.getOrDefault(label(targets, i * width, width), 1.0);
      weights.put(i, (float) (samples == null ? weight : weight * samples.get(i)));
    }
  }

  private static int label(FloatBuffer targets, int from, int width) {
    if (width == 1) {
      return Math.round(targets.get(from));
    }
    int best = 0;
    for (int i = 1; i < width; i++) {
      best = targets.get(from + i) > targets.get(from + best) ? i : best;
    }
    return best;
  }
}
