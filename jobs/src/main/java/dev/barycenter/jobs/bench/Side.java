package dev.barycenter.jobs.bench;

/** Whose layers train. */
enum Side {
  /** What a task of ours runs. */
  BARYCENTER,
  /** The same with products of bfloat16. */
  BFLOAT16,
  /** Deeplearning4j's own. */
  STOCK
}
