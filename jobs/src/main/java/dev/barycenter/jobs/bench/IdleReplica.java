package dev.barycenter.jobs.bench;

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
import java.util.TreeMap;

/** Weights without layers: its steps take no time, so that a round costs what averaging costs. */
final class IdleReplica implements Replica {
  private final FloatBuffer weights;
  private final FloatBuffer optimizerState;
  private long optimizerSteps;

  /**
   * Creates a replica.
   *
   * @param size the number of weights
   * @param optimizerLength the number of values of the optimizer's state
   */
  IdleReplica(int size, int optimizerLength) {
    weights = floats(size);
    optimizerState = floats(optimizerLength);
  }

  private static FloatBuffer floats(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public ParameterLayout layout() {
    return new ParameterLayout(
        List.of(
            new ParameterSlice(
                "w", "w", 0, weights.capacity(), ParameterSlice.Kind.TRAINABLE, null)));
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
    optimizerSteps++;
    return evaluate(batch);
  }

  @Override
  public Tally evaluate(Minibatch batch) {
    return new Tally(batch.count(), batch.count(), 0, new TreeMap<>());
  }

  @Override
  public void close() {
    // The buffers are freed with the objects that hold them.
  }
}
