package dev.barycenter.graph.ops;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows of a table by index; the gradient adds each row's share where it came from. */
final class GatherOp extends Op {

  GatherOp(Value table, Value indices) {
    super(
        List.of(table, indices),
        List.of(
            new Value(
                table.type(),
                LongStream.concat(LongStream.of(indices.shape()), LongStream.of(table.dim(1)))
                    .toArray())));
  }

  @Override
  void run() {
    INDArray table = input(0).array();
    INDArray made = output().array();
    long[] rows = rows(input(1).array(), table.size(0));
    if (Floats.in(table) && Floats.in(made)) {
      int width = (int) table.size(1);
      FloatBuffer from = Floats.of(table);
      FloatBuffer to = Floats.of(made);
      for (int i = 0; i < rows.length; i++) {
        to.put(i * width, from, (int) rows[i] * width, width);
      }
    } else {
      INDArray to = made.reshape(-1, table.size(1));
      for (int i = 0; i < rows.length; i++) {
        to.putRow(i, table.getRow(rows[i]));
      }
    }
  }

  /** Returns indices as whole numbers, all of them in a table of so many rows. */
  static long[] rows(INDArray indices, long count) {
    double[] numbers = indices.data().getDoublesAt(indices.offset(), (int) indices.length());
    long[] rows = new long[numbers.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (long) numbers[i];
      if (rows[i] < 0 || rows[i] >= count) {
        throw new IndexOutOfBoundsException(
            "Index %d is not in a table of %d rows (0 to %d). Make the table larger or clean the data."
                .formatted(rows[i], count, count - 1));
      }
    }
    return rows;
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
