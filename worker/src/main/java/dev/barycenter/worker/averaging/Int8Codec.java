package dev.barycenter.worker.averaging;

/**
 * Whole numbers from -127 to 127 times a scale per block of {@value #BLOCK} values: {@code scale =
 * max|x| / 127}, error at most {@code scale / 2}.
 *
 * <p>What rounding leaves is kept by the caller and added to the next values (error feedback), so
 * that the sum of what was sent follows the sum of what was meant.
 *
 * @see <a href="https://arxiv.org/abs/2110.02861">Dettmers et al., 8-bit Optimizers via Block-wise
 *     Quantization, 2021</a>
 * @see <a href="https://arxiv.org/abs/1901.09847">Karimireddy et al., Error Feedback Fixes SignSGD
 *     and other Gradient Compression Schemes, 2019</a>
 */
final class Int8Codec extends Codec {

  /*
   * Adding 1.5 * 2^23 to a small float rounds it to nearest even and leaves the whole number in the
   * low bits; subtracting brings it back. Both, unlike casts, become vector instructions.
   */
  private static final float ROUNDER = 12582912f;
  private static final int ROUNDER_BITS = 0x4b400000;

  /** Blocks below this would need a scale whose inverse overflows; feedback keeps their values. */
  private static final float LEAST = 1e-36f;

  private final Words scratch = Words.allocate(CHUNK);
  private final float[] rounded = new float[CHUNK];
  private final int[] bits = new int[CHUNK];
  private final int[] packed = new int[CHUNK / 4];
  private final float[] scales = new float[CHUNK / BLOCK];

  @Override
  int words(int count) {
    return blocks(count) + quarter(count);
  }

  private static int blocks(int count) {
    return (count + BLOCK - 1) / BLOCK;
  }

  private static int quarter(int count) {
    return (count + 3) / 4;
  }

  @Override
  void encode(float[] values, int count, Words into, int at) {
    scratch.floats().put(0, values, 0, count);
    scratch.ints().get(0, bits, 0, count);
    for (int block = 0; block < blocks(count); block++) {
      int from = block * BLOCK;
      int to = Math.min(from + BLOCK, count);
      float greatest = greatest(from, to);
      scales[block] = greatest < LEAST ? 0 : greatest / 127;
      float inverse = greatest < LEAST ? 0 : 127 / greatest;
      for (int i = from; i < to; i++) {
        rounded[i] = values[i] * inverse + ROUNDER;
      }
    }
    scratch.floats().put(0, rounded, 0, count);
    int quarter = quarter(count);
    java.util.Arrays.fill(bits, count, 4 * quarter, 0);
    scratch.ints().get(0, bits, 0, count);
    for (int i = 0; i < quarter; i++) {
      packed[i] =
          (bits[i] & 0xff)
              | (bits[quarter + i] & 0xff) << 8
              | (bits[2 * quarter + i] & 0xff) << 16
              | bits[3 * quarter + i] << 24;
    }
    into.floats().put(at, scales, 0, blocks(count));
    into.ints().put(at + blocks(count), packed, 0, quarter);
  }

  private float greatest(int from, int to) {
    int most = 0;
    for (int i = from; i < to; i++) {
      most = Math.max(most, bits[i] & 0x7fffffff);
    }
    return Float.intBitsToFloat(most);
  }

  @Override
  void decode(Words from, int at, float[] values, int count) {
    int quarter = quarter(count);
    from.floats().get(at, scales, 0, blocks(count));
    from.ints().get(at + blocks(count), packed, 0, quarter);
    for (int i = 0; i < quarter; i++) {
      bits[i] = (packed[i] << 24 >> 24) + ROUNDER_BITS;
    }
    for (int i = 0; i < quarter; i++) {
      bits[quarter + i] = (packed[i] << 16 >> 24) + ROUNDER_BITS;
    }
    for (int i = 0; i < quarter; i++) {
      bits[2 * quarter + i] = (packed[i] << 8 >> 24) + ROUNDER_BITS;
    }
    for (int i = 0; i < quarter; i++) {
      bits[3 * quarter + i] = (packed[i] >> 24) + ROUNDER_BITS;
    }
    scratch.ints().put(0, bits, 0, count);
    scratch.floats().get(0, values, 0, count);
    for (int block = 0; block < blocks(count); block++) {
      float scale = scales[block];
      int to = Math.min(block * BLOCK + BLOCK, count);
      for (int i = block * BLOCK; i < to; i++) {
        values[i] = (values[i] - ROUNDER) * scale;
      }
    }
  }
}
