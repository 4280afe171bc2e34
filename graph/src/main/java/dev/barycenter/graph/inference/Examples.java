package dev.barycenter.graph.inference;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The examples of one input in one minibatch. */
final class Examples {
  private final Model.Input input;
  private final float[][] rows;
  private final int from;
  private final int to;

  /**
   * Takes some of the examples.
   *
   * @param rows all examples; those of the minibatch are {@code from} to {@code to - 1}
   */
  Examples(Model.Input input, float[][] rows, int from, int to) {
    this.input = input;
    this.rows = rows;
    this.from = from;
    this.to = to;
  }

  /** Returns the examples as an array, kept in a map for the next minibatch of its shape. */
  INDArray into(Map<String, INDArray> reused) {
    long[] shape = shape();
    INDArray array =
        reused.computeIfAbsent(
            input.name() + Arrays.toString(shape), key -> Nd4j.create(DataType.FLOAT, shape, 'c'));
    FloatBuffer numbers = array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
    int size = Math.toIntExact(array.length() / (to - from));
    for (int i = from; i < to; i++) {
      numbers.put(rows[i]).put(new float[size - rows[i].length]);
    }
    return array;
  }

  /** Returns the shape, an unknown axis as long as the longest example needs it. */
  private long[] shape() {
    Shape shape = input.shape();
    int unknown = shape.dims().indexOf(Shape.UNKNOWN);
    if (unknown != shape.dims().lastIndexOf(Shape.UNKNOWN)) {
      throw new IllegalArgumentException(
          "The input '%s' has shape %s: the lengths of several unknown axes cannot be told from the number of values."
              .formatted(input.name(), shape));
    }
    int step = Math.toIntExact((unknown < 0 ? shape : shape.with(unknown, 1)).size());
    int steps = 1;
    for (int i = from; i < to; i++) {
      check(i, step, unknown);
      steps = Math.max(steps, rows[i].length / step);
    }
    Shape known = unknown < 0 ? shape : shape.with(unknown, steps);
    return LongStream.concat(
            LongStream.of(to - from), known.dims().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  private void check(int example, int step, int unknown) {
    int length = rows[example].length;
    if (unknown < 0 ? length != step : length % step != 0) {
      throw new IllegalArgumentException(
          "The input '%s' has shape %s and takes %s%d numbers, but example %d has %d."
              .formatted(
                  input.name(),
                  input.shape(),
                  unknown < 0 ? "" : "a multiple of ",
                  step,
                  example,
                  length));
    }
    if (unknown > 0 && length != rows[from].length) {
      throw new IllegalArgumentException(
          "The input '%s' has shape %s: only along the first axis examples of one minibatch may differ, but examples %d and %d have %d and %d numbers."
              .formatted(input.name(), input.shape(), from, example, rows[from].length, length));
    }
  }
}
