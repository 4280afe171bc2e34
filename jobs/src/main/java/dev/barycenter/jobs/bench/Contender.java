package dev.barycenter.jobs.bench;

/** One way to train one model, ready to take steps and quiet in between. */
interface Contender extends AutoCloseable {
  /**
   * Takes steps and returns the seconds they took.
   *
   * @param steps how many each thread takes
   * @param threads how many train at once, each a replica of its own
   */
  double round(int steps, int threads);

  /** Returns what its process holds now. */
  Memory memory();

  @Override
  void close();
}
