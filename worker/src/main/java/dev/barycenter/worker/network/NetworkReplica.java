package dev.barycenter.worker.network;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.training.optimizer.Stepper;
import dev.barycenter.graph.training.optimizer.WeightRange;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.data.Minibatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** A replica that trains a compiled model. */
public final class NetworkReplica implements Replica {
  private final NetworkPlan plan;
  private final Network network;
  private final ParameterLayout layout;
  private final Stepper stepper;
  private final FloatBuffer weights;
  private final FloatBuffer optimizerState;
  private final BatchArrays arrays;
  private final Judge judge;
  private long optimizerSteps;

  /** Compiles the network of a plan; its weights start as the seed says. */
  public NetworkReplica(NetworkPlan plan, long seed) {
    this.plan = plan;
    network = plan.compile(seed);
    layout = NetworkPlan.layout(network);
    stepper = new Stepper(plan.optimizer(), trainable(layout));
    weights = HostCopy.of(network.params());
    optimizerState =
        ByteBuffer.allocateDirect(Math.multiplyExact(stepper.stateLength(), Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    arrays = new BatchArrays(plan);
    judge = new Judge(plan);
  }

  private static List<WeightRange> trainable(ParameterLayout layout) {
    return layout.slices().stream()
        .filter(slice -> slice.kind() == ParameterSlice.Kind.TRAINABLE)
        .map(slice -> new WeightRange(slice.offset(), slice.length()))
        .toList();
  }

  /** Returns the network, which shares its weights with {@link #weights}. */
  public Network network() {
    return network;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public FloatBuffer weights() {
    return weights;
  }

  @Override
  public FloatBuffer optimizerState() {
    return optimizerState;
  }

  @Override
  public long optimizerSteps() {
    return optimizerSteps;
  }

  @Override
  public void optimizerSteps(long steps) {
    optimizerSteps = steps;
  }

  @Override
  public Tally train(Minibatch batch, LocalStep step) {
    network.seed(step.seed());
    arrays.fillForTraining(batch);
    HostCopy.changed(network.params()); // by an averaging, perhaps
    double loss = network.backward(arrays.features(), arrays.targets(), arrays.weights());
    Tally tally = judge.tally(network, arrays, batch.count(), loss);
    stepper.step(
        step.globalStep(),
        optimizerSteps,
        weights,
        HostCopy.of(network.gradients()),
        optimizerState);
    optimizerSteps++;
    HostCopy.changed(network.params());
    network.constrain();
    HostCopy.of(network.params());
    return tally;
  }

  @Override
  public Tally evaluate(Minibatch batch) {
    arrays.fill(batch);
    HostCopy.changed(network.params());
    double loss = network.loss(arrays.features(), arrays.targets(), arrays.weights());
    return judge.tally(network, arrays, batch.count(), loss);
  }

  /**
   * Returns the outputs of a minibatch in inference mode, in the model's order, each in C order
   * with the examples first.
   */
  public List<float[]> predict(Minibatch batch) {
    arrays.fill(batch);
    HostCopy.changed(network.params());
    return network.predict(arrays.features()).stream()
        .map(a -> a.dup('c').data().asFloat())
        .toList();
  }

  /** Returns the model. */
  public Model model() {
    return plan.model();
  }

  @Override
  public void close() {
    // The arrays are freed with the objects that hold them.
  }
}
