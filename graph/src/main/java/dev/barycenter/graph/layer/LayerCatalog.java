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
          AveragePooling1D.class,
          AveragePooling2D.class,
          AveragePooling3D.class,
          BatchNormalization.class,
          Bidirectional.class,
          Concatenate.class,
          Conv1D.class,
          Conv2D.class,
          Conv3D.class,
          ConvLSTM1D.class,
          ConvLSTM2D.class,
          ConvLSTM3D.class,
          Dense.class,
          Dropout.class,
          EinsumDense.class,
          Embedding.class,
          Flatten.class,
          GlobalAveragePooling1D.class,
          GlobalAveragePooling2D.class,
          GlobalAveragePooling3D.class,
          GlobalMaxPooling1D.class,
          GlobalMaxPooling2D.class,
          GlobalMaxPooling3D.class,
          GRU.class,
          LSTM.class,
          Masking.class,
          MaxPooling1D.class,
          MaxPooling2D.class,
          MaxPooling3D.class,
          MultiHeadAttention.class,
          ReLU.class,
          Rescaling.class,
          Reshape.class,
          RNN.class,
          SimpleRNN.class,
          TimeDistributed.class);

  private LayerCatalog() {}
}
