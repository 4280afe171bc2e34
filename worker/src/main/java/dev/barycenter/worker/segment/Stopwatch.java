package dev.barycenter.worker.segment;

/** Splits the time of a round into its parts; each part takes the time since the last. */
final class Stopwatch {

  private long last = System.nanoTime();
  private long load;
  private long compute;
  private long wait;
  private long reduce;
  private long outer;

  private long lap() {
    long now = System.nanoTime();
    long lap = now - last;
    last = now;
    return lap;
  }

  void load() {
    load += lap();
  }

  void compute() {
    compute += lap();
  }

  void waited() {
    wait += lap();
  }

  void reduce() {
    reduce += lap();
  }

  /** The time since the last part was summing, but for {@code outerNanos} of it. */
  void reduceWithOuter(long outerNanos) {
    reduce += lap() - outerNanos;
    outer += outerNanos;
  }

  RoundSeconds seconds() {
    return new RoundSeconds(load * 1e-9, compute * 1e-9, wait * 1e-9, reduce * 1e-9, outer * 1e-9);
  }
}
