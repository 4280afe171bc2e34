package dev.barycenter.worker.data;

/**
 * Seeds made of numbers: a pure function, equal on every machine.
 *
 * <p>Each number is added to the state and the state is passed through the finalizer of SplitMix64,
 * so that neighboring steps get unrelated seeds.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea, Flood, Fast Splittable
 *     Pseudorandom Number Generators, 2014</a>
 */
public final class Seeds {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  /** Returns one seed made of {@code seed} and {@code parts}, in this order. */
  public static long mix(long seed, long... parts) {
    long state = finish(seed + GOLDEN_GAMMA);
    for (long part : parts) {
      state = finish(state + GOLDEN_GAMMA + part);
    }
    return state;
  }

  private static long finish(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
