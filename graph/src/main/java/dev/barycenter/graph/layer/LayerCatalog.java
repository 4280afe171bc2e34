package dev.barycenter.graph.layer;

import java.util.List;

/** The layers that can be written by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS =
      List.of(
          Dense.class,
          Embedding.class,
          GRU.class,
          LSTM.class,
          Masking.class,
          RNN.class,
          SimpleRNN.class);

  private LayerCatalog() {}
}
