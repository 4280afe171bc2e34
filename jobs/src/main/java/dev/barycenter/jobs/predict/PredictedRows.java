package dev.barycenter.jobs.predict;

import dev.barycenter.driver.spark.TaskDevice;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.inference.Predictor;
import dev.barycenter.jobs.data.GoodRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** The rows of one partition with the predictions of a model beside them, a minibatch at a time. */
final class PredictedRows implements Iterator<Row> {
  private final TablePredictor.Shipped shipped;
  private final GoodRows rows;
  private final Deque<Row> ready = new ArrayDeque<>();
  private @Nullable Predictor predictor;

  /** Predicts within a task; what it holds outside of Java's heap is freed when the task ends. */
  PredictedRows(TablePredictor.Shipped shipped, GoodRows rows) {
    this.shipped = shipped;
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      fill();
    }
    return !ready.isEmpty();
  }

  private void fill() {
    List<Row> taken = new ArrayList<>();
    List<List<float[]>> examples = new ArrayList<>();
    while (rows.hasNext() && taken.size() < Predictor.BATCH) {
      GoodRows.GoodRow row = rows.next();
      taken.add(row.row());
      examples.add(row.values());
    }
    if (!taken.isEmpty()) {
      predict(taken, examples);
    }
  }

  private void predict(List<Row> taken, List<List<float[]>> examples) {
    List<Model.Input> inputs = shipped.model().inputs();
    Map<String, float[][]> columns = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      int input = i;
      columns.put(
          inputs.get(i).name(),
          examples.stream().map(example -> example.get(input)).toArray(float[][]::new));
    }
    List<float[][]> outputs = List.copyOf(predictor().predict(columns).values());
    for (int i = 0; i < taken.size(); i++) {
      ready.add(row(taken.get(i), i, outputs));
    }
  }

  private Predictor predictor() {
    if (predictor == null) {
      TaskDevice.bind(shipped.device());
      Predictor made = Predictor.of(shipped.model(), shipped.weights());
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> made.close());
      predictor = made;
    }
    return predictor;
  }

  private Row row(Row row, int index, List<float[][]> outputs) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i));
    }
    for (int o = 0; o < outputs.size(); o++) {
      cells.addAll(shipped.cells().get(o).cells(outputs.get(o)[index]));
    }
    return RowFactory.create(cells.toArray());
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("There are no more rows.");
    }
    return ready.remove();
  }
}
