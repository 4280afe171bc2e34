package dev.barycenter.graph.dl4j;

/** The seed of the random numbers of one step, shared by all regions of a network. */
final class StepSeed {
  private long value;

  long value() {
    return value;
  }

  void set(long seed) {
    value = seed;
  }
}
