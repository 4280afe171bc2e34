package dev.barycenter.worker.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The order of all examples: by a 128-bit hash of their bytes and the seed.
 *
 * <p>So it does not depend on files, partitions or the size of the cluster. The example of rank
 * {@code r} among the sorted hashes belongs to {@link #shard}: shards are contiguous runs of ranks,
 * and their sizes differ by at most one. Examples with equal bytes have equal hashes, and which of
 * them comes first changes nothing.
 *
 * <p>The hash is MurmurHash3_x64_128 of the bytes, with both halves of its state started at {@code
 * seed} (the reference uses a 32-bit seed in the same place). It is not for secrets.
 *
 * @param high the first 64 bits; compared first, unsigned
 * @param low the last 64 bits
 * @see <a href="https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp">Appleby,
 *     MurmurHash3</a>
 */
public record ExampleOrder(long high, long low)
    implements Comparable<ExampleOrder>, java.io.Serializable {

  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  /** Returns the place of an example, given its packed bytes. */
  public static ExampleOrder of(long seed, byte[] packed) {
    ByteBuffer bytes = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
    long h1 = seed;
    long h2 = seed;
    while (bytes.remaining() >= 16) {
      h1 ^= mix1(bytes.getLong());
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2(bytes.getLong());
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    ByteBuffer tail = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    tail.put(bytes);
    h1 ^= mix1(tail.getLong(0));
    h2 ^= mix2(tail.getLong(8));
    h1 ^= packed.length;
    h2 ^= packed.length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    return new ExampleOrder(h1, h2 + h1);
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long finish(long h) {
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  @Override
  public int compareTo(ExampleOrder other) {
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  /**
   * Returns the first rank of shard {@code shard} of {@code shards}, of {@code examples} in all.
   */
  public static long firstRank(int shard, int shards, long examples) {
    return examples / shards * shard + Math.min(shard, examples % shards);
  }

  /** Returns the shard of the example of rank {@code rank}: the inverse of {@link #firstRank}. */
  public static int shard(long rank, int shards, long examples) {
    long size = examples / shards;
    long longer = examples % shards;
    long inLonger = longer * (size + 1);
    return (int) (rank < inLonger ? rank / (size + 1) : longer + (rank - inLonger) / size);
  }
}
