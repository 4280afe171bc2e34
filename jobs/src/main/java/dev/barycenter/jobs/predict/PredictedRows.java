package dev.barycenter.jobs.predict;

import dev.barycenter.driver.spark.TaskDevice;
import dev.barycenter.graph.Model;
import dev.barycenter.jobs.data.GoodRows;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.network.NetworkReplica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The rows of one partition with the predictions of a model beside them, a minibatch at a time. */
final class PredictedRows implements Iterator<Row> {
  private static final int BATCH = 256;

  private final Predictor.Shipped shipped;
  private final GoodRows rows;
  private final Deque<Row> ready = new ArrayDeque<>();
  private @Nullable NetworkReplica network;

  PredictedRows(Predictor.Shipped shipped, GoodRows rows) {
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
    List<byte[]> packed = new ArrayList<>();
    while (rows.hasNext() && taken.size() < BATCH) {
      GoodRows.Packed row = rows.next();
      taken.add(row.row());
      packed.add(row.bytes());
    }
    if (!taken.isEmpty()) {
      predict(taken, packed);
    }
  }

  private void predict(List<Row> taken, List<byte[]> packed) {
    Minibatch batch = new Minibatch(shipped.packing().layout(), taken.size());
    batch.read(MemoryShard.of(shipped.packing().layout(), packed.iterator()), 0, taken.size());
    List<float[]> outputs = network().predict(batch);
    for (int i = 0; i < taken.size(); i++) {
      ready.add(row(taken.get(i), i, taken.size(), outputs));
    }
  }

  private NetworkReplica network() {
    if (network == null) {
      TaskDevice.bind(shipped.device());
      NetworkReplica made = new NetworkReplica(shipped.plan(), 0);
      shipped.weights().forEach(made.network()::set);
      network = made;
    }
    return network;
  }

  private Row row(Row row, int index, int count, List<float[]> outputs) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i));
    }
    List<Model.Output> names = shipped.plan().model().outputs();
    for (int o = 0; o < outputs.size(); o++) {
      float[] all = outputs.get(o);
      int width = all.length / count;
      if (Predictor.isNumber(shipped.plan().model(), names.get(o))) {
        cells.add(all[index]);
      } else {
        List<Float> numbers = new ArrayList<>();
        for (int i = 0; i < width; i++) {
          numbers.add(all[index * width + i]);
        }
        cells.add(numbers.toArray(Float[]::new));
      }
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
