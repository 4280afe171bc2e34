package dev.barycenter.graph.layer;

import java.util.List;

/** The layers that can be written by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS =
      List.of(
          ActivationLayer.class,
          Add.class,
          AdditiveAttention.class,
          Attention.class,
          BatchNormalization.class,
          Bidirectional.class,
          Concatenate.class,
          Dense.class,
          Dropout.class,
          EinsumDense.class,
          Embedding.class,
          GRU.class,
          LSTM.class,
          Masking.class,
          MultiHeadAttention.class,
          ReLU.class,
          Rescaling.class,
          Reshape.class,
          RNN.class,
          SimpleRNN.class,
          TimeDistributed.class);

  private LayerCatalog() {}
}
