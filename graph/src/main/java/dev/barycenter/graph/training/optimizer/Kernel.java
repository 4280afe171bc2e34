package dev.barycenter.graph.training.optimizer;

/**
 * The arithmetic of one step on a block of weights.
 *
 * <p>Implementations are plain loops over arrays without branches, calls of unknown methods or
 * conversions, which the JIT compiler turns into vector instructions; minimum, maximum, absolute
 * value and square root are such instructions, a comparison is not.
 */
@FunctionalInterface
interface Kernel {
  /**
   * Moves weights and state in place.
   *
   * @param weights the weights of the block
   * @param gradients their gradients; may be used as scratch
   * @param state one array for each slot
   * @param length how much of each array is in use
   */
  void update(float[] weights, float[] gradients, float[][] state, int length);
}
