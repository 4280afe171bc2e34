package dev.barycenter.jobs.bench;

import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.util.List;

/** The model of the benchmarks: 784-256-128-10 with Adam, 235,146 weights, on images of 28 x 28. */
final class Mlp {
  private static final String SPEC =
      """
      name: mlp
      model:
        input: [784]
        layers:
          - {type: Rescaling, name: scaled, scale: 0.00392156862745098}
          - {type: Dense, name: first, units: 256, activation: relu}
          - {type: Dense, name: second, units: 128, activation: relu}
          - {type: Dense, name: class, units: 10, activation: softmax}
      training:
        loss: sparse_categorical_crossentropy
        metrics: [accuracy]
        optimizer: {type: Adam, learning_rate: 0.001}
      data:
        train: {format: parquet, path: images}
        inputs: {input: pixels}
        targets: {class: label}
      """;

  static final long SEED = 1;

  private Mlp() {}

  /** Returns the model, its loss, its metrics and its optimizer. */
  static NetworkPlan plan() {
    return RunSpec.read("the benchmark's spec", SPEC).plan();
  }

  /** Returns the columns of an image and its class. */
  static ExampleLayout layout(NetworkPlan plan) {
    return new ExampleLayout(
        List.of(
            new Column(
                Column.Role.INPUT,
                plan.model().inputs().get(0).name(),
                Column.Storage.UINT8,
                List.of(Images.PIXELS)),
            new Column(Column.Role.TARGET, "class", Column.Storage.UINT8, List.of(1))));
  }

  /** Returns the averaging of {@code replicas} of a network. */
  static AveragingPlan averaging(NetworkReplica network, Averaging averaging, int replicas) {
    return new AveragingPlan(
        network.layout(), network.optimizerState().capacity(), averaging, replicas);
  }
}
