package dev.barycenter.graph.ops;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/** The arithmetic of shapes under broadcasting and reduction. */
final class Broadcast {
  private Broadcast() {}

  /** Returns the shape that two shapes stretch to. */
  static long[] shape(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long left = i > a.length ? 1 : a[a.length - i];
      long right = i > b.length ? 1 : b[b.length - i];
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "Shapes %s and %s do not broadcast.".formatted(Arrays.toString(a), Arrays.toString(b)));
      }
      shape[shape.length - i] = left == 1 ? right : left;
    }
    return shape;
  }

  /** Returns the axes to reduce by, counted from the first; all of them if none is given. */
  static int[] reducedAxes(long[] shape, int... axes) {
    return axes.length == 0
        ? IntStream.range(0, shape.length).toArray()
        : Arrays.stream(axes).map(axis -> axis < 0 ? axis + shape.length : axis).sorted().toArray();
  }

  /** Returns a value of the shape that remains of a reduction. */
  static Value reduced(long[] shape, boolean keepDims, int... axes) {
    int[] gone = reducedAxes(shape, axes);
    long[] left =
        IntStream.range(0, shape.length)
            .filter(i -> keepDims || Arrays.binarySearch(gone, i) < 0)
            .mapToLong(i -> Arrays.binarySearch(gone, i) < 0 ? shape[i] : 1)
            .toArray();
    return new Value(DataType.FLOAT, left);
  }
}
