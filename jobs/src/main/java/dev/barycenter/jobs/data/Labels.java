package dev.barycenter.jobs.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What whole numbers a target may hold: the classes of its output, from 0.
 *
 * @param classes how many there are
 * @param ignored a further number, for what does not count; null for none
 */
public record Labels(int classes, @Nullable Integer ignored) implements Serializable {
  /** Demands classes; a loss would pass over any other number without a word. */
  void require(String target, float[] values) {
    for (float value : values) {
      boolean known = value == Math.rint(value) && value >= 0 && value < classes;
      if (!known && (ignored == null || value != ignored)) {
        throw new DataException(
            "Target '%s' is %s: expected a class from 0 to %d."
                .formatted(target, value, classes - 1));
      }
    }
  }
}
