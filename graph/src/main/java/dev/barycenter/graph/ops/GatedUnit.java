package dev.barycenter.graph.ops;

/** What a step of {@link GatedUnits} computes. */
enum GatedUnit {
  /** A long short-term memory: gates i, f, c, o and two states. */
  LSTM(4, 4),
  /** A gated recurrent unit that resets the state before the product: gates z, r, h, one state. */
  GRU_RESET_BEFORE(3, 3),
  /** The same that resets after the product, which has a bias of its own. */
  GRU_RESET_AFTER(3, 4);

  private final int gates;
  private final int biases;

  GatedUnit(int gates, int biases) {
    this.gates = gates;
    this.biases = biases;
  }

  /** Returns the number of gates. */
  int gates() {
    return gates;
  }

  /** Returns how many biases each unit has. */
  int biases() {
    return biases;
  }
}
