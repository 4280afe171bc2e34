package dev.barycenter.graph.ops;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A table of zeros with rows added up at given indices, in the order in which they come. */
final class ScatterOp extends Op {

  /**
   * Records the sum.
   *
   * @param indices whole numbers; what comes with {@link GatherOp#NONE} is dropped
   * @param rows a row for each index
   * @param like a value of the table's shape
   */
  ScatterOp(Value indices, Value rows, Value like) {
    super(List.of(indices, rows), List.of(new Value(rows.type(), like.shape())));
  }

  @Override
  void run() {
    INDArray table = output().array();
    INDArray rows = input(1).array();
    table.assign(0);
    long[] at = GatherOp.rows(input(0).array());
    if (Floats.in(table) && Floats.in(rows)) {
      add(Floats.of(rows), at, Floats.of(table), (int) table.size(1));
    } else {
      INDArray from = rows.reshape(-1, table.size(1));
      for (int i = 0; i < at.length; i++) {
        if (at[i] != GatherOp.NONE) {
          table.getRow(at[i]).addi(from.getRow(i));
        }
      }
    }
  }

  private static void add(FloatBuffer rows, long[] at, FloatBuffer table, int width) {
    float[] sum = new float[width];
    float[] row = new float[width];
    for (int i = 0; i < at.length; i++) {
      if (at[i] == GatherOp.NONE) {
        continue;
      }
      int start = (int) at[i] * width;
      table.get(start, sum);
      rows.get(i * width, row);
      for (int j = 0; j < width; j++) {
        sum[j] += row[j];
      }
      table.put(start, sum);
    }
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    return Collections.nCopies(wanted.length, null);
  }
}
