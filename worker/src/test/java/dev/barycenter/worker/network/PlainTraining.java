package dev.barycenter.worker.network;

import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.training.optimizer.Stepper;
import dev.barycenter.graph.training.optimizer.WeightRange;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.Packing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Passes, gradients and steps of an optimizer alone: no replica, no minibatches, no rounds. */
final class PlainTraining {

  private final Network network;
  private final ParameterLayout layout;
  private final Stepper stepper;
  private final FloatBuffer state;
  private long steps;

  PlainTraining(NetworkPlan plan, long seed) {
    network = plan.compile(seed);
    layout = NetworkPlan.layout(network);
    List<WeightRange> trainable =
        layout.slices().stream()
            .filter(slice -> slice.kind() == ParameterSlice.Kind.TRAINABLE)
            .map(slice -> new WeightRange(slice.offset(), slice.length()))
            .toList();
    stepper = new Stepper(plan.optimizer(), trainable);
    state =
        ByteBuffer.allocateDirect(stepper.stateLength() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** Takes a step on examples, each its input and its target. */
  void step(List<List<float[]>> batch, long seed) {
    network.seed(seed);
    network.backward(List.of(column(batch, 0)), List.of(column(batch, 1)), null);
    stepper.step(
        steps, steps, HostCopy.of(network.params()), HostCopy.of(network.gradients()), state);
    HostCopy.changed(network.params());
    steps++;
  }

  private static INDArray column(List<List<float[]>> batch, int column) {
    return Nd4j.createFromArray(
        batch.stream().map(example -> example.get(column)).toArray(float[][]::new));
  }

  /** Returns the steps taken so far. */
  long steps() {
    return steps;
  }

  /** Returns the weights as the global model has them. */
  FloatVector weights() {
    return new Packing(layout).pack(HostCopy.of(network.params()));
  }
}
