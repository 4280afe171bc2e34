package dev.barycenter.graph.ops;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Euclidean projection of rows onto the probability simplex (Martins and Astudillo, arXiv
 * 1602.02068): {@code max(x - threshold, 0)} with the threshold that makes a row's sum 1.
 */
final class Sparsemax {
  private Sparsemax() {}

  /** Fills an array with the projections of the rows along the last axis of another. */
  static void project(INDArray from, INDArray to) {
    DataBuffer source = from.data();
    DataBuffer target = to.data();
    int length = (int) from.size(-1);
    double[] row = new double[length];
    for (long start = 0; start < from.length(); start += length) {
      for (int i = 0; i < length; i++) {
        row[i] = source.getDouble(from.offset() + start + i);
      }
      double threshold = threshold(row.clone());
      for (int i = 0; i < length; i++) {
        target.put(start + i, Math.max(row[i] - threshold, 0));
      }
    }
  }

  private static double threshold(double[] row) {
    Arrays.sort(row);
    double sum = 0;
    double threshold = 0;
    for (int k = 1; k <= row.length; k++) {
      double next = row[row.length - k];
      sum += next;
      if (1 + k * next > sum) {
        threshold = (sum - 1) / k;
      }
    }
    return threshold;
  }
}
