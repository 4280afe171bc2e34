package dev.barycenter.worker;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A named range of the parameters.
 *
 * @param name unique in its layout, such as {@code "dense/kernel"}
 * @param layer the layer that owns it; drift is reported by layer
 * @param offset the first value in {@link Replica#weights()}
 * @param length the number of values; positive
 * @param kind what an averaging does with it
 * @param mean for {@link Kind#VARIANCE} the name of the slice that holds the mean, of the same
 *     length; null for every other kind
 */
public record ParameterSlice(
    String name, String layer, int offset, int length, Kind kind, @Nullable String mean)
    implements Serializable {

  /** What an averaging does with a slice. */
  public enum Kind {
    /** Moved by the optimizer; its deltas are averaged and take the outer step. */
    TRAINABLE,
    /** A running mean; averaged without outer step. A {@link #VARIANCE} may refer to it. */
    MEAN,
    /** A running variance around a {@link #MEAN}; the spread of the means is added to its mean. */
    VARIANCE,
    /** Neither trained nor averaged nor sent. */
    FROZEN
  }

  public ParameterSlice {
    if (length <= 0 || offset < 0) {
      throw new IllegalArgumentException(
          "Slice '%s' has offset=%d and length=%d; expected offset >= 0 and length > 0."
              .formatted(name, offset, length));
    }
    if ((kind == Kind.VARIANCE) != (mean != null)) {
      throw new IllegalArgumentException(
          "Slice '%s' is %s and names mean=%s; exactly the VARIANCE slices name their mean."
              .formatted(name, kind, mean));
    }
  }

  /** Returns the first offset after this slice. */
  public int end() {
    return offset + length;
  }
}
