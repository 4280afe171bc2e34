package dev.barycenter.graph.ops;

import java.nio.FloatBuffer;
import java.util.function.LongToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Random numbers by counter: element i is a function of (seed, salt, i) alone.
 *
 * <p>The function is the output mix of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom
 * number generators, OOPSLA 2014) of a counter that starts at a mix of seed and salt.
 */
final class RandomFill {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private RandomFill() {}

  /** Fills a contiguous array with numbers uniform in [0, 1), multiples of 2^-24. */
  static void uniform(INDArray array, long seed, long salt) {
    long start = start(seed, salt);
    fill(array, i -> unit(start, i));
  }

  /** Fills a contiguous array with standard normal numbers by the Box-Muller transform. */
  static void normal(INDArray array, long seed, long salt) {
    long start = start(seed, salt);
    fill(
        array,
        i -> {
          double radius = Math.sqrt(-2 * Math.log(1 - unit(start, 2 * i)));
          return radius * Math.cos(2 * Math.PI * unit(start, 2 * i + 1));
        });
  }

  private static void fill(INDArray array, LongToDoubleFunction number) {
    if (Floats.in(array)) {
      FloatBuffer floats = Floats.of(array);
      for (int i = 0; i < floats.limit(); i++) {
        floats.put(i, (float) number.applyAsDouble(i));
      }
      return;
    }
    DataBuffer data = array.data();
    for (long i = 0; i < array.length(); i++) {
      data.put(array.offset() + i, number.applyAsDouble(i));
    }
  }

  private static long start(long seed, long salt) {
    return mix(seed + GOLDEN * mix(salt + GOLDEN));
  }

  private static double unit(long start, long index) {
    return (mix(start + (index + 1) * GOLDEN) >>> 40) * 0x1p-24;
  }

  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
