package dev.barycenter.graph.training.optimizer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the steps of an optimizer on flat vectors, in place.
 *
 * <p>Each block of {@value #BLOCK} weights is copied from the buffers to arrays, moved there by the
 * optimizer's {@link Kernel}, and copied back: one pass over the memory, at its speed. (Measured on
 * JDK 17: loops over direct buffers or raw addresses are not vectorized and take three times as
 * long.)
 *
 * <p>The state is laid out slot by slot, each slot in the order of the trainable weights. Not
 * thread-safe.
 */
public final class Stepper {
  /** Blocks of Adam's four arrays, 16 KiB, stay in the first-level cache. */
  private static final int BLOCK = 1024;

  private final Optimizer optimizer;
  private final List<WeightRange> weights;
  private final List<WeightRange> runs;
  private final Clipping clipping;
  private final int trainable;
  private final int slots;
  private final float[] weightBlock = new float[BLOCK];
  private final float[] gradientBlock = new float[BLOCK];
  private final float[][] stateBlocks;

  /**
   * Prepares the steps of an optimizer.
   *
   * @param weights the trainable weights, in rising order of their positions
   */
  public Stepper(Optimizer optimizer, List<WeightRange> weights) {
    this.optimizer = optimizer;
    this.weights = List.copyOf(weights);
    runs = joined(weights);
    clipping = new Clipping(optimizer.options(), gradientBlock);
    trainable = weights.stream().mapToInt(WeightRange::length).reduce(0, Math::addExact);
    slots = optimizer.slots().size();
    stateBlocks = new float[slots][BLOCK];
  }

  private static List<WeightRange> joined(List<WeightRange> weights) {
    List<WeightRange> runs = new ArrayList<>();
    for (WeightRange weight : weights) {
      WeightRange last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && weight.start() < last.end()) {
        throw new IllegalArgumentException(
            "The weight at position %d starts before position %d, where the one before it ends."
                .formatted(weight.start(), last.end()));
      }
      if (last != null && weight.start() == last.end()) {
        runs.set(
            runs.size() - 1,
            new WeightRange(last.start(), Math.addExact(last.length(), weight.length())));
      } else {
        runs.add(weight);
      }
    }
    return List.copyOf(runs);
  }

  /** Returns how many numbers the state has: slots times trainable weights. */
  public int stateLength() {
    return Math.multiplyExact(slots, trainable);
  }

  /**
   * Takes one step.
   *
   * @param globalStep the steps of the whole training before this one, by which the rate goes
   * @param stateSteps the steps that the state has seen; at 0 the state starts afresh, whatever it
   *     holds
   * @param weightVector all weights; the trainable ones are moved
   * @param gradientVector the gradients, each at its weight's position; not changed
   * @param state {@link #stateLength} numbers
   */
  public void step(
      long globalStep,
      long stateSteps,
      FloatBuffer weightVector,
      FloatBuffer gradientVector,
      FloatBuffer state) {
    if (state.capacity() < stateLength()) {
      throw new IllegalArgumentException(
          "A state of %d numbers for %d slots of %d trainable numbers; expected %d."
              .formatted(state.capacity(), slots, trainable, stateLength()));
    }
    float rate = (float) optimizer.learningRate().rate(globalStep);
    Double decay = optimizer.weightDecay();
    float keep = decay == null ? 1 : (float) (1 - decay * rate);
    Kernel kernel = optimizer.kernel(new Step(rate, stateSteps + 1, keep));
    if (stateSteps == 0) {
      start(state);
    }
    float whole = clipping.ofAll(gradientVector, runs);
    int stateAt = 0;
    for (WeightRange range : clipping.isPerWeight() ? weights : runs) {
      float scale = clipping.isPerWeight() ? clipping.ofOne(gradientVector, range) : whole;
      move(kernel, range, scale, stateAt, weightVector, gradientVector, state);
      stateAt += range.length();
    }
  }

  private void move(
      Kernel kernel,
      WeightRange range,
      float scale,
      int stateAt,
      FloatBuffer weightVector,
      FloatBuffer gradientVector,
      FloatBuffer state) {
    for (int done = 0; done < range.length(); done += BLOCK) {
      int length = Math.min(BLOCK, range.length() - done);
      int at = range.start() + done;
      weightVector.get(at, weightBlock, 0, length);
      gradientVector.get(at, gradientBlock, 0, length);
      for (int slot = 0; slot < slots; slot++) {
        state.get(slot * trainable + stateAt + done, stateBlocks[slot], 0, length);
      }
      clipping.apply(scale, length);
      kernel.update(weightBlock, gradientBlock, stateBlocks, length);
      weightVector.put(at, weightBlock, 0, length);
      for (int slot = 0; slot < slots; slot++) {
        state.put(slot * trainable + stateAt + done, stateBlocks[slot], 0, length);
      }
    }
  }

  private void start(FloatBuffer state) {
    for (int slot = 0; slot < slots; slot++) {
      Arrays.fill(stateBlocks[slot], optimizer.slots().get(slot).initial());
      for (int done = 0; done < trainable; done += BLOCK) {
        int length = Math.min(BLOCK, trainable - done);
        state.put(slot * trainable + done, stateBlocks[slot], 0, length);
      }
    }
  }
}
