package dev.barycenter.graph.layer;

/** How {@link Attention} compares a query with a key. */
public enum ScoreMode {
  /** Their inner product. */
  DOT,
  /** The sum of {@code tanh(query + key)}. */
  CONCAT
}
