package dev.barycenter.graph.layer;

/** Where the channels stand. */
public enum DataFormat {
  /** {@code (batch, ..., channels)}, Keras's default. */
  CHANNELS_LAST,
  /** {@code (batch, channels, ...)}. */
  CHANNELS_FIRST
}
