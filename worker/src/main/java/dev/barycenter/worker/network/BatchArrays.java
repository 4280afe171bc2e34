package dev.barycenter.worker.network;

import dev.barycenter.graph.Model;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.MinibatchColumn;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final NetworkPlan plan;
  private final Map<String, INDArray> reused = new HashMap<>();
  private List<INDArray> features = List.of();
  private List<@Nullable INDArray> targets = List.of();
  private @Nullable List<@Nullable INDArray> weights;
  private final Map<String, ClassWeights> classWeights = new HashMap<>();

  BatchArrays(NetworkPlan plan) {
    this.plan = plan;
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
    Map<String, INDArray> inputs = arrays(batch, Column.Role.INPUT);
    Map<String, INDArray> wanted = arrays(batch, Column.Role.TARGET);
    Map<String, INDArray> weighing = arrays(batch, Column.Role.WEIGHT);
    features = plan.model().inputs().stream().map(i -> find(inputs, i.name())).toList();
    targets = byOutput(wanted);
    weights = weighing.isEmpty() ? null : byOutput(weighing);
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
    List<Model.Output> outputs = plan.model().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      String name = outputs.get(i).name();
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
        reused.computeIfAbsent(
            "CLASS" + name + examples,
            k -> Nd4j.create(DataType.FLOAT, new long[] {examples}, 'c'));
    int width = (int) (target.length() / examples);
    byClass.write(
        HostCopy.of(target),
        width,
        samples == null ? null : HostCopy.of(samples),
        HostCopy.of(array));
    HostCopy.changed(array);
    return array;
  }

  private List<@Nullable INDArray> byOutput(Map<String, INDArray> arrays) {
    List<@Nullable INDArray> all = new ArrayList<>();
    for (Model.Output output : plan.model().outputs()) {
      all.add(arrays.get(output.name()));
    }
    return all;
  }

  private static INDArray find(Map<String, INDArray> arrays, String name) {
    INDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "The minibatch has no column '%s', only %s.".formatted(name, arrays.keySet()));
    }
    return array;
  }

  private Map<String, INDArray> arrays(Minibatch batch, Column.Role role) {
    Map<String, INDArray> arrays = new HashMap<>();
    for (MinibatchColumn column : batch.columns(role)) {
      long[] shape = column.shape().stream().mapToLong(Integer::longValue).toArray();
      String key = role + column.column().name() + Arrays.toString(shape);
      INDArray array = reused.computeIfAbsent(key, k -> Nd4j.create(DataType.FLOAT, shape, 'c'));
      HostCopy.of(array).put(column.values().duplicate());
      HostCopy.changed(array);
      arrays.put(column.column().name(), array);
    }
    return arrays;
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
