package dev.barycenter.worker.network;

import dev.barycenter.graph.FrozenPart;
import dev.barycenter.graph.Model;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.Features;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.MinibatchColumn;
import dev.barycenter.worker.data.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What frozen layers make of examples: their outputs, and the columns that the rest of the model
 * reads itself.
 *
 * <p>A shard is passed through in minibatches of consecutive examples, so that the same shard gives
 * the same bits wherever it is computed.
 *
 * @param plan of the frozen layers alone
 * @param layout the columns of what is made: float32 for each cut tensor, others as they were
 * @param batchSize the examples of a pass
 */
public record FrozenFeatures(NetworkPlan plan, ExampleLayout layout, int batchSize)
    implements Features {

  /**
   * Creates what computes the features of examples.
   *
   * @param part the frozen layers and the rest
   * @param whole of the model that was cut
   * @param examples the columns of the examples
   */
  public static FrozenFeatures of(
      FrozenPart part, NetworkPlan whole, ExampleLayout examples, int batchSize) {
    List<Column> columns = new ArrayList<>();
    Model frozen = part.frozen();
    for (Model.Output output : frozen.outputs()) {
      columns.add(
          new Column(
              Column.Role.INPUT,
              output.name(),
              Column.Storage.FLOAT32,
              frozen.shape(output.tensor()).dims()));
    }
    List<String> read = part.rest().inputs().stream().map(Model.Input::name).toList();
    examples.columns().stream()
        .filter(column -> column.role() != Column.Role.INPUT || read.contains(column.name()))
        .forEach(columns::add);
    NetworkPlan plan = whole.untrained(frozen);
    return new FrozenFeatures(plan, new ExampleLayout(columns), batchSize);
  }

  /** Returns a network of the frozen layers. */
  public NetworkReplica network() {
    return new NetworkReplica(plan, 0);
  }

  @Override
  public Iterator<byte[]> of(Shard shard, float[] weights) {
    NetworkReplica network = network();
    network.weights().put(0, weights);
    return new Computed(shard, network);
  }

  /** The features of a shard, a minibatch at a time. */
  private final class Computed implements Iterator<byte[]> {
    private final Shard shard;
    private final NetworkReplica network;
    private final Minibatch batch;
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private int read;

    Computed(Shard shard, NetworkReplica network) {
      this.shard = shard;
      this.network = network;
      batch = new Minibatch(shard.layout(), batchSize);
    }

    @Override
    public boolean hasNext() {
      if (ready.isEmpty() && read < shard.examples()) {
        fill();
      }
      return !ready.isEmpty();
    }

    private void fill() {
      int to = Math.min(shard.examples(), read + batchSize);
      batch.read(shard, read, to);
      List<float[]> made = network.predict(batch);
      for (int i = 0; i < batch.count(); i++) {
        ready.add(layout.pack(example(made, i)));
      }
      read = to;
    }

    private List<float[]> example(List<float[]> made, int index) {
      List<float[]> values = new ArrayList<>();
      for (Column column : layout.columns().subList(0, made.size())) {
        float[] numbers = new float[column.stride()];
        System.arraycopy(
            made.get(values.size()), index * numbers.length, numbers, 0, numbers.length);
        values.add(numbers);
      }
      for (Column column : layout.columns().subList(made.size(), layout.columns().size())) {
        values.add(kept(column, index));
      }
      return values;
    }

    private float[] kept(Column wanted, int index) {
      MinibatchColumn column =
          batch.columns(wanted.role()).stream()
              .filter(given -> given.column().name().equals(wanted.name()))
              .findFirst()
              .orElseThrow();
      return column.values(index);
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException("There are no more examples.");
      }
      return ready.remove();
    }
  }
}
