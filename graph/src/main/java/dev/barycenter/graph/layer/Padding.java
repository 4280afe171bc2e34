package dev.barycenter.graph.layer;

/** What happens at the border of a sliding window. */
public enum Padding {
  /** The window stays inside. */
  VALID,
  /** The output has {@code ceil(input / stride)} positions; more padding after than before. */
  SAME,
  /** One dimension only: all padding comes before, so no position sees a later one. */
  CAUSAL
}
