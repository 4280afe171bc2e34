package dev.barycenter.jobs.bench;

/** Takes training steps on one thread. */
@FunctionalInterface
interface Steps {
  /** Takes one step. */
  void step();
}
