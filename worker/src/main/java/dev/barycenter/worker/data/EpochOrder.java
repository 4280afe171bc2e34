package dev.barycenter.worker.data;

/**
 * The order in which an epoch visits the positions of a shard: a permutation that is a pure
 * function of (seed, epoch, replica, examples) and needs no memory.
 *
 * <p>A round in the middle of a large shard asks for its own part only, so the permutation is
 * computed index by index: a Feistel network of {@value #ROUNDS} rounds over the least even number
 * of bits that holds the examples, walked on until the result is a position (cycle walking). At
 * most four steps are expected; each costs some nanoseconds.
 *
 * @see <a href="https://doi.org/10.1007/3-540-45760-7_9">Black, Rogaway, Ciphers with Arbitrary
 *     Finite Domains, 2002</a>
 */
public final class EpochOrder {

  private static final int ROUNDS = 6;

  private final long key;
  private final int examples;
  private final int halfBits;
  private final int mask;

  /** Creates the order of one epoch of one replica's shard. */
  public EpochOrder(long runSeed, int epoch, int replica, int examples) {
    this.key = Seeds.mix(runSeed, epoch, replica, examples);
    this.examples = examples;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, examples - 1));
    this.halfBits = (bits + 1) / 2;
    this.mask = (1 << halfBits) - 1;
  }

  /** Returns the position that is visited as number {@code index}, in {@code [0, examples)}. */
  public int position(int index) {
    if (index < 0 || index >= examples) {
      throw new IllegalArgumentException(
          "Index %d of an epoch of %d examples; expected 0 to %d."
              .formatted(index, examples, examples - 1));
    }
    long position = index;
    do {
      position = permute(position);
    } while (position >= examples);
    return (int) position;
  }

  /** Returns the seed of what is random about the example at a position in this epoch. */
  long seed(int position) {
    return Seeds.mix(key, ROUNDS, position);
  }

  private long permute(long value) {
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long mixed = left ^ (Seeds.mix(key, round, right) & mask);
      left = right;
      right = mixed;
    }
    return left << halfBits | right;
  }
}
