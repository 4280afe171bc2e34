package dev.barycenter.worker.averaging;

import dev.barycenter.worker.ParameterSlice;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures {@link Drift} chunk by chunk.
 *
 * <p>Squares are summed within the parts of {@value Codec#BLOCK} values that a layer has, in
 * float64 and always in the same order, so that the sums do not depend on how values are cut into
 * owners.
 */
final class DriftMeter {

  private final Packing packing;
  private final double[] squares;
  private @Nullable String notFinite;

  DriftMeter(Packing packing) {
    this.packing = packing;
    this.squares = new double[packing.order().size()];
  }

  void clear() {
    java.util.Arrays.fill(squares, 0);
    notFinite = null;
  }

  /** Adds the deltas of the packed weights from {@code from} on, a multiple of the block. */
  void add(int from, float[] deltas, int count) {
    int at = from;
    for (int slice = packing.sliceAt(from); at < from + count; slice++) {
      int end =
          Math.min(from + count, packing.packedAt(slice) + packing.order().get(slice).length());
      while (at < end) {
        int next = Math.min(end, (at / Codec.BLOCK + 1) * Codec.BLOCK);
        squares[slice] += squares(deltas, at - from, next - from);
        at = next;
      }
      if (!Double.isFinite(squares[slice]) && notFinite == null) {
        notFinite = packing.order().get(slice).name();
      }
    }
  }

  /** Looks for values that are not finite and names where they are. */
  void check(String where, float[] values, int count) {
    if (notFinite == null && !Double.isFinite(squares(values, 0, count))) {
      notFinite = where;
    }
  }

  /** Sums in independent lanes: one chain of additions would wait for itself. */
  private double squares(float[] x, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      double p = x[i];
      double q = x[i + 1];
      double r = x[i + 2];
      double s = x[i + 3];
      a += p * p;
      b += q * q;
      c += r * r;
      d += s * s;
    }
    for (; i < to; i++) {
      double p = x[i];
      a += p * p;
    }
    return (a + b) + (c + d);
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
