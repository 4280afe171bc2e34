package dev.barycenter.worker.averaging;

/**
 * The upper 16 bits of a float32, rounded to nearest even: relative error at most {@code 2^-8 / 2}.
 *
 * <p>A word holds one value of the first half of a chunk in its lower half and one of the second
 * half in its upper half, so that packing needs no shuffles.
 *
 * @see <a href="https://arxiv.org/abs/1905.12322">Kalamkar et al., A Study of BFLOAT16 for Deep
 *     Learning Training, 2019</a>
 */
final class Bfloat16Codec extends Codec {

  private static final int UPPER = 0xffff0000;

  private final Words scratch = Words.allocate(CHUNK);
  private final int[] lower = new int[CHUNK / 2];
  private final int[] upper = new int[CHUNK / 2];
  private final int[] packed = new int[CHUNK / 2];

  @Override
  int words(int count) {
    return (count + 1) / 2;
  }

  @Override
  void encode(float[] values, int count, Words into, int at) {
    int half = words(count);
    scratch.floats().put(0, values, 0, count);
    scratch.ints().get(0, lower, 0, half);
    scratch.ints().get(half, upper, 0, count - half);
    round(lower, half);
    round(upper, half);
    for (int i = 0; i < half; i++) {
      packed[i] = (lower[i] >>> 16) | (upper[i] & UPPER);
    }
    into.ints().put(at, packed, 0, half);
  }

  private static void round(int[] bits, int count) {
    for (int i = 0; i < count; i++) {
      bits[i] += 0x7fff + ((bits[i] >>> 16) & 1);
    }
  }

  @Override
  void decode(Words from, int at, float[] values, int count) {
    int half = words(count);
    from.ints().get(at, packed, 0, half);
    for (int i = 0; i < half; i++) {
      lower[i] = packed[i] << 16;
      upper[i] = packed[i] & UPPER;
    }
    scratch.ints().put(0, lower, 0, half);
    scratch.ints().put(half, upper, 0, count - half);
    scratch.floats().get(0, values, 0, count);
  }
}
