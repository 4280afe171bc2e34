package dev.barycenter.graph.training.optimizer;

/**
 * One number that an optimizer keeps for every trainable weight.
 *
 * @param name the name in Keras, such as {@code velocity}
 * @param initial its value before the first step
 * @param group Keras files hold the slots of one group weight by weight, one group after the other
 */
public record Slot(String name, float initial, int group) {
  /** Creates a slot of the first group that starts at 0. */
  static Slot of(String name) {
    return new Slot(name, 0, 0);
  }

  /**
   * One slot of one trainable weight.
   *
   * @param slot the position in {@link Optimizer#slots}
   * @param weight the position among the trainable weights
   */
  public record Of(int slot, int weight) {}
}
