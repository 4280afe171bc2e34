package dev.barycenter.graph.ops;

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
    INDArray rows = output().array().reshape(-1, table.size(1));
    INDArray indices = input(1).array().reshape(-1);
    for (long i = 0; i < indices.length(); i++) {
      rows.putRow(i, table.getRow(row(indices, i, table.size(0))));
    }
  }

  static long row(INDArray indices, long position, long rows) {
    long row = (long) indices.getDouble(position);
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException(
          "Index %d is not in a table of %d rows (0 to %d). Make the table larger or clean the data."
              .formatted(row, rows, rows - 1));
    }
    return row;
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
