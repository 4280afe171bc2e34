package dev.barycenter.graph.keras.hdf5;

import java.util.Arrays;

/** The dataspace message: an array's dimensions. */
final class Shapes {

  private static final int MAX_RANK = 32;

  private Shapes() {}

  /** Reads dimensions whose product fits an {@code int}; a null dataspace has no elements. */
  static int[] read(Image image, Cursor body) {
    int version = body.u8();
    int rank = body.u8();
    body.skip(1);
    boolean empty = false;
    if (version == 1) {
      body.skip(5);
    } else if (version == 2) {
      empty = body.u8() == 2;
    } else {
      throw body.wrong("dataspace version " + version, "version 1 or 2");
    }
    if (rank > MAX_RANK) {
      throw body.wrong(rank + " dimensions", "at most " + MAX_RANK);
    }
    int[] shape = new int[rank];
    long elements = 1;
    boolean tooMany = false;
    for (int i = 0; i < rank; i++) {
      long dimension = image.length(body);
      shape[i] = (int) dimension;
      tooMany |= dimension < 0 || dimension > Integer.MAX_VALUE;
      elements = tooMany ? 0 : elements * Math.max(1, dimension);
      tooMany |= elements > Integer.MAX_VALUE;
    }
    if (tooMany) {
      throw body.wrong("a shape of more than 2^31 - 1 elements", "an array that fits a Java array");
    }
    return empty ? new int[] {0} : shape;
  }

  static int elements(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
