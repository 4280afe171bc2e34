package dev.barycenter.worker.averaging;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far one replica moved from the global weights in a round: the Euclidean distance, by layer.
 *
 * @param byLayer the distance of the trainable weights of each layer, in the unit of the weights
 * @param notFinite the first slice with a NaN or an infinite value; null when all are finite
 * @see <a href="https://arxiv.org/abs/1910.06378">Karimireddy et al., SCAFFOLD, 2020: client
 *     drift</a>
 */
public record Drift(SortedMap<String, Double> byLayer, @Nullable String notFinite)
    implements Serializable {

  /** Nothing moved. */
  public static final Drift NONE = new Drift(new TreeMap<>(), null);

  public Drift {
    byLayer = Collections.unmodifiableSortedMap(new TreeMap<>(byLayer));
  }

  /** Returns whether all values of the replica are finite. */
  public boolean finite() {
    return notFinite == null;
  }
}
