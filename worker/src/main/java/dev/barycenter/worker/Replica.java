package dev.barycenter.worker;

import dev.barycenter.worker.data.Minibatch;
import java.nio.FloatBuffer;

/**
 * One copy of the model in this JVM, as the rounds see it.
 *
 * <p>The rounds read and write the parameters in place, through live views; they know nothing of
 * the layers. A task that hosts several replicas has one {@code Replica} and swaps their weights
 * and optimizer state in and out. Not thread-safe.
 */
public interface Replica extends AutoCloseable {

  /** Returns the named slices of {@link #weights()}. The same value at every call. */
  ParameterLayout layout();

  /**
   * Returns all parameters, frozen ones included, as a live direct view in native byte order: what
   * is put there is what the next step computes with. The position is 0 and the limit {@code
   * layout().size()}; callers use absolute access or a duplicate.
   */
  FloatBuffer weights();

  /**
   * Returns the optimizer's state, such as Adam's moments, as one live direct view in native byte
   * order; empty for an optimizer without state. Its order is the implementation's own and equal in
   * all replicas of one model. All zeros is the state of an optimizer that has taken no step.
   */
  FloatBuffer optimizerState();

  /** Returns the number of steps that {@link #optimizerState()} has seen (Adam's {@code t}). */
  long optimizerSteps();

  /** Sets the number of steps that {@link #optimizerState()} has seen; at least 0. */
  void optimizerSteps(long steps);

  /**
   * Takes one optimizer step on {@code batch} and returns what the loss and the metrics were before
   * it. The learning rate goes by {@link LocalStep#globalStep()} and all randomness (dropout,
   * noise) by {@link LocalStep#seed()}, so that equal arguments and equal state give equal bits.
   */
  Tally train(Minibatch batch, LocalStep step);

  /** Returns the loss and the metrics of {@code batch} in inference mode; changes nothing. */
  Tally evaluate(Minibatch batch);

  /** Frees native memory. */
  @Override
  void close();
}
