package dev.barycenter.worker.network;

import dev.barycenter.graph.Model;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.MinibatchColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays that a minibatch is handed to the network in: one for each column and shape, reused.
 */
final class BatchArrays {
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<Place, INDArray> reused = new HashMap<>();
  private final Map<Place, INDArray> weighed = new HashMap<>();
  private List<INDArray> features = List.of();
  private List<@Nullable INDArray> targets = List.of();
  private @Nullable List<@Nullable INDArray> weights;
  private final Map<String, ClassWeights> classWeights = new HashMap<>();

  /** What an array is of: a column and a shape. */
  private record Place(Column.Role role, String column, List<Integer> shape) {}

  BatchArrays(NetworkPlan plan) {
    inputs = plan.model().inputs().stream().map(Model.Input::name).toList();
    outputs = plan.model().outputs().stream().map(Model.Output::name).toList();
    plan.outputs()
        .forEach(
            (name, output) -> {
              if (!output.classWeights().isEmpty()) {
                classWeights.put(name, new ClassWeights(output.classWeights()));
              }
            });
  }

  /** Takes the values of a minibatch over. */
  void fill(Minibatch batch) {
    List<INDArray> read = new ArrayList<>(inputs.size());
    for (String name : inputs) {
      INDArray array = array(batch, Column.Role.INPUT, name);
      if (array == null) {
        throw new IllegalArgumentException(
            "The minibatch has no column '%s', only %s."
                .formatted(name, batch.columns(Column.Role.INPUT)));
      }
      read.add(array);
    }
    features = read;
    targets = byOutput(batch, Column.Role.TARGET);
    weights =
        batch.columns(Column.Role.WEIGHT).isEmpty() ? null : byOutput(batch, Column.Role.WEIGHT);
  }

  /**
   * Takes the values of a minibatch over, and weighs its examples by their classes, which only
   * training does.
   */
  void fillForTraining(Minibatch batch) {
    fill(batch);
    if (classWeights.isEmpty()) {
      return;
    }
    List<@Nullable INDArray> weighted = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      String name = outputs.get(i);
      ClassWeights byClass = classWeights.get(name);
      INDArray samples = weights == null ? null : weights.get(i);
      INDArray target = targets.get(i);
      weighted.add(
          byClass == null || target == null
              ? samples
              : weighted(name, byClass, target, samples, batch.count()));
    }
    weights = weighted;
  }

  private INDArray weighted(
      String name,
      ClassWeights byClass,
      INDArray target,
      @Nullable INDArray samples,
      int examples) {
    INDArray array =
        weighed.computeIfAbsent(
            new Place(Column.Role.WEIGHT, name, List.of(examples)), place -> floats(place.shape));
    int width = (int) (target.length() / examples);
    byClass.write(
        HostCopy.of(target),
        width,
        samples == null ? null : HostCopy.of(samples),
        HostCopy.of(array));
    HostCopy.changed(array);
    return array;
  }

  private List<@Nullable INDArray> byOutput(Minibatch batch, Column.Role role) {
    List<@Nullable INDArray> all = new ArrayList<>(outputs.size());
    for (String name : outputs) {
      all.add(array(batch, role, name));
    }
    return all;
  }

  /** Returns the values of a column; null if the minibatch has none of that name. */
  private @Nullable INDArray array(Minibatch batch, Column.Role role, String name) {
    for (MinibatchColumn column : batch.columns(role)) {
      if (column.column().name().equals(name)) {
        INDArray array =
            reused.computeIfAbsent(
                new Place(role, name, column.shape()), place -> floats(place.shape));
        HostCopy.of(array).put(0, column.values(), 0, column.values().limit());
        HostCopy.changed(array);
        return array;
      }
    }
    return null;
  }

  private static INDArray floats(List<Integer> shape) {
    return Nd4j.create(DataType.FLOAT, shape.stream().mapToLong(Integer::longValue).toArray(), 'c');
  }

  /** Returns the inputs in the model's order. */
  List<INDArray> features() {
    return features;
  }

  /** Returns the targets in the order of the outputs; null for an output without. */
  List<@Nullable INDArray> targets() {
    return targets;
  }

  /** Returns the weights of the examples in the order of the outputs; null for ones everywhere. */
  @Nullable List<@Nullable INDArray> weights() {
    return weights;
  }
}
