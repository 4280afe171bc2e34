package dev.barycenter.worker.averaging;

/** What becomes of the replicas' optimizer state at the end of a round. */
public enum OptimizerStatePolicy {
  /** The weighted mean of the replicas' states and the greatest of their step counters. */
  AVERAGE,
  /** All zeros and step counter 0: every round starts as a new optimizer would. */
  RESET,
  /** Each replica keeps its own; nothing is sent within a segment. */
  KEEP
}
