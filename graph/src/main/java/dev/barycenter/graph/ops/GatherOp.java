package dev.barycenter.graph.ops;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows of a table by index; the gradient adds each row's share where it came from. */
final class GatherOp extends Op {
  /** The index of a row of zeros, where an op takes one. */
  static final long NONE = -1;

  private final boolean withNone;

  /**
   * Records the choice.
   *
   * @param withNone whether an index may be {@link #NONE}
   */
  GatherOp(Value table, Value indices, boolean withNone) {
    super(
        List.of(table, indices),
        List.of(
            new Value(
                table.type(),
                LongStream.concat(LongStream.of(indices.shape()), LongStream.of(table.dim(1)))
                    .toArray())));
    this.withNone = withNone;
  }

  @Override
  void run() {
    INDArray table = input(0).array();
    INDArray made = output().array();
    long[] rows = rows(input(1).array());
    check(rows, table.size(0));
    if (withNone) {
      made.assign(0);
    }
    if (Floats.in(table) && Floats.in(made)) {
      int width = (int) table.size(1);
      FloatBuffer from = Floats.of(table);
      FloatBuffer to = Floats.of(made);
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] != NONE) {
          to.put(i * width, from, (int) rows[i] * width, width);
        }
      }
    } else {
      INDArray to = made.reshape(-1, table.size(1));
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] != NONE) {
          to.putRow(i, table.getRow(rows[i]));
        }
      }
    }
  }

  /** Returns indices as whole numbers. */
  static long[] rows(INDArray indices) {
    double[] numbers = indices.data().getDoublesAt(indices.offset(), (int) indices.length());
    long[] rows = new long[numbers.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (long) numbers[i];
    }
    return rows;
  }

  private void check(long[] rows, long count) {
    for (long row : rows) {
      if (row >= count || (row < 0 && !(withNone && row == NONE))) {
        throw new IndexOutOfBoundsException(
            "Index %d is not in a table of %d rows (0 to %d). Make the table larger or clean the data."
                .formatted(row, count, count - 1));
      }
    }
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    List<@Nullable Value> all = new ArrayList<>();
    all.add(gradient == null || !wanted[0] ? null : ops.scatterAdd(input(1), gradient, input(0)));
    all.add(null);
    return all;
  }
}
