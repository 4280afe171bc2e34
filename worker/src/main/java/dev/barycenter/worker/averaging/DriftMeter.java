package dev.barycenter.worker.averaging;

import dev.barycenter.worker.ParameterSlice;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures {@link Drift} chunk by chunk.
 *
 * <p>Values are cut into owners at whole chunks, so the sums of the parts of a chunk, and their
 * order, do not depend on the owners.
 */
final class DriftMeter {

  /** Below so many values a sum is taken one by one. */
  private static final int FEW = 32;

  private final Packing packing;
  private final double[] squares;
  private final float[] scratch = new float[Codec.CHUNK];
  private final float[] upper = new float[Codec.CHUNK];
  private @Nullable String notFinite;

  DriftMeter(Packing packing) {
    this.packing = packing;
    this.squares = new double[packing.order().size()];
  }

  void clear() {
    Arrays.fill(squares, 0);
    notFinite = null;
  }

  /** Adds the deltas of a chunk of the packed weights that starts with value {@code from}. */
  void add(int from, float[] deltas, int count) {
    int at = from;
    for (int slice = packing.sliceAt(from); at < from + count; slice++) {
      ParameterSlice named = packing.order().get(slice);
      int end = Math.min(from + count, packing.packedAt(slice) + named.length());
      squares[slice] += squares(named.name(), deltas, at - from, end - from);
      at = end;
    }
  }

  /** Looks for values that are not finite and names where they are. */
  void check(String where, float[] values, int count) {
    squares(where, values, 0, count);
  }

  private double squares(String where, float[] x, int from, int to) {
    double sum = halved(x, from, to);
    if (!Double.isFinite(sum)) {
      sum = oneByOne(x, from, to); // the square of a finite float may overflow float32
    }
    if (!Double.isFinite(sum) && notFinite == null) {
      notFinite = where;
    }
    return sum;
  }

  /** Adds the upper half to the lower until few are left: loops that become vector instructions. */
  private double halved(float[] x, int from, int to) {
    int length = to - from;
    Arrays.fill(scratch, 0, length, 0);
    Chunks.addSquares(scratch, from == 0 ? x : Chunks.copy(x, from, upper, length), length);
    while (length > FEW) {
      int half = (length + 1) / 2;
      Chunks.add(scratch, Chunks.copy(scratch, half, upper, length - half), length - half);
      length = half;
    }
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += scratch[i];
    }
    return sum;
  }

  private static double oneByOne(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  Drift drift() {
    SortedMap<String, Double> byLayer = new TreeMap<>();
    for (int slice = 0; slice < squares.length; slice++) {
      ParameterSlice s = packing.order().get(slice);
      if (s.kind() == ParameterSlice.Kind.TRAINABLE) {
        byLayer.merge(s.layer(), squares[slice], Double::sum);
      }
    }
    byLayer.replaceAll((layer, sum) -> Math.sqrt(sum));
    return new Drift(byLayer, notFinite);
  }
}
