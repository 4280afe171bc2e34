package dev.barycenter.jobs.bench;

/** Whose layers train. */
enum Side {
  /** What a task of ours runs. */
  BARYCENTER,
  /** Deeplearning4j's own. */
  STOCK
}
