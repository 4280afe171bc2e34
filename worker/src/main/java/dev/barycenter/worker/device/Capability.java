package dev.barycenter.worker.device;

import java.io.Serializable;
import java.util.Comparator;

/**
 * The compute capability of a GPU, which says whose machine code it runs.
 *
 * <p>nd4j-cuda-11.6 holds machine code for 3.7 to 8.6 and nothing that a driver could translate. A
 * card runs code of its own major number and a lower or equal minor one, so 8.9 runs that of 8.6
 * and 9.0 runs none.
 *
 * @see <a href="https://docs.nvidia.com/cuda/cuda-c-programming-guide/#binary-compatibility">Binary
 *     compatibility</a>
 */
public record Capability(int major, int minor) implements Comparable<Capability>, Serializable {
  private static final Capability OLDEST = new Capability(3, 7);
  private static final int NEWEST_MAJOR = 8;

  /** Returns whether nd4j-cuda-11.6 can run on such a card. */
  public boolean isSupported() {
    return compareTo(OLDEST) >= 0 && major <= NEWEST_MAJOR;
  }

  @Override
  public int compareTo(Capability other) {
    return Comparator.comparingInt(Capability::major)
        .thenComparingInt(Capability::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
