package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions and pooling by their definitions: loops over three spatial axes, channels last. */
final class SlidingReference {
  private final long[] in;
  private final long[] out;
  private final Window window;
  private final long[] before = new long[3];

  /** What one place of the window gives. */
  private interface Place {
    double at(int example, int[] place, int channel);
  }

  /**
   * Creates a reference.
   *
   * @param in the shape of the input, three spatial axes
   * @param window with three axes
   * @param channels the number of output channels
   */
  SlidingReference(long[] in, Window window, long channels) {
    this.in = in;
    this.window = window;
    out = new long[] {in[0], 0, 0, 0, channels};
    for (int a = 0; a < 3; a++) {
      out[a + 1] = window.places(a, in[a + 1]);
      long needed = (out[a + 1] - 1) * window.strides().get(a) + window.extent(a);
      before[a] = window.same() ? Math.max(0, needed - in[a + 1]) / 2 : 0;
    }
  }

  /** Returns a window of three axes that covers one position along those that were missing. */
  static Window widened(Window window) {
    List<Integer> ones = Collections.nCopies(3 - window.rank(), 1);
    return new Window(
        joined(window.size(), ones),
        joined(window.strides(), ones),
        joined(window.dilation(), ones),
        window.same());
  }

  private static List<Integer> joined(List<Integer> a, List<Integer> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  double[] convolution(INDArray x, INDArray kernel) {
    int group = (int) kernel.size(3);
    long perGroup = out[4] / (in[4] / group);
    return everywhere(
        (n, place, o) -> {
          double sum = 0;
          for (int[] at : covered(place)) {
            for (int c = 0; c < group; c++) {
              int from = (int) (o / perGroup) * group + c;
              sum +=
                  x.getDouble(n, at[0], at[1], at[2], from)
                      * kernel.getDouble(at[3], at[4], at[5], c, o);
            }
          }
          return sum;
        });
  }

  double[] maximum(INDArray x) {
    return everywhere(
        (n, place, c) ->
            covered(place).stream()
                .mapToDouble(at -> x.getDouble(n, at[0], at[1], at[2], c))
                .max()
                .orElseThrow());
  }

  double[] average(INDArray x) {
    return everywhere(
        (n, place, c) ->
            covered(place).stream()
                .mapToDouble(at -> x.getDouble(n, at[0], at[1], at[2], c))
                .average()
                .orElseThrow());
  }

  private double[] everywhere(Place value) {
    double[] result = new double[(int) (out[0] * out[1] * out[2] * out[3] * out[4])];
    int i = 0;
    for (int n = 0; n < out[0]; n++) {
      for (int a = 0; a < out[1]; a++) {
        for (int b = 0; b < out[2]; b++) {
          for (int c = 0; c < out[3]; c++) {
            for (int o = 0; o < out[4]; o++) {
              result[i++] = value.at(n, new int[] {a, b, c}, o);
            }
          }
        }
      }
    }
    return result;
  }

  /** Returns the positions covered at a place: three of the input, then three of the window. */
  private List<int[]> covered(int[] place) {
    List<int[]> all = new ArrayList<>();
    for (int a = 0; a < window.size().get(0); a++) {
      for (int b = 0; b < window.size().get(1); b++) {
        for (int c = 0; c < window.size().get(2); c++) {
          int[] at = {at(place, 0, a), at(place, 1, b), at(place, 2, c), a, b, c};
          if (isInside(at)) {
            all.add(at);
          }
        }
      }
    }
    return all;
  }

  private int at(int[] place, int axis, int offset) {
    return (int)
        (place[axis] * window.strides().get(axis)
            - before[axis]
            + (long) offset * window.dilation().get(axis));
  }

  private boolean isInside(int[] at) {
    for (int a = 0; a < 3; a++) {
      if (at[a] < 0 || at[a] >= in[a + 1]) {
        return false;
      }
    }
    return true;
  }
}
