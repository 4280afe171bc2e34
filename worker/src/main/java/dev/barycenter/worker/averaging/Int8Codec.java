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

  /** The values that share a scale. */
  static final int BLOCK = 256;

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
  private final int[][] quarters = new int[4][CHUNK / 4];
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
    for (int q = 0; q < 4; q++) {
      scratch
          .ints()
          .get(q * quarter, quarters[q], 0, Math.max(0, Math.min(quarter, count - q * quarter)));
    }
    pack(quarters[0], quarters[1], quarters[2], quarters[3], quarter);
    into.floats().put(at, scales, 0, blocks(count));
    into.ints().put(at + blocks(count), packed, 0, quarter);
  }

  private void pack(int[] a, int[] b, int[] c, int[] d, int count) {
    for (int i = 0; i < count; i++) {
      packed[i] = (a[i] & 0xff) | ((b[i] & 0xff) << 8) | ((c[i] & 0xff) << 16) | (d[i] << 24);
    }
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
    for (int q = 0; q < 4; q++) {
      unpack(24 - 8 * q, quarter);
      scratch.ints().put(q * quarter, bits, 0, Math.max(0, Math.min(quarter, count - q * quarter)));
    }
    scratch.floats().get(0, values, 0, count);
    for (int block = 0; block < blocks(count); block++) {
      float scale = scales[block];
      int to = Math.min(block * BLOCK + BLOCK, count);
      for (int i = block * BLOCK; i < to; i++) {
        values[i] = (values[i] - ROUNDER) * scale;
      }
    }
  }

  private void unpack(int left, int count) {
    for (int i = 0; i < count; i++) {
      bits[i] = (packed[i] << left >> 24) + ROUNDER_BITS;
    }
  }
}
