package dev.barycenter.graph.layer;

import java.util.List;

/** The layers that can be written by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS =
      List.of(
          ActivationLayer.class,
          Add.class,
          AveragePooling1D.class,
          AveragePooling2D.class,
          AveragePooling3D.class,
          BatchNormalization.class,
          Concatenate.class,
          Conv1D.class,
          Conv2D.class,
          Conv3D.class,
          Dense.class,
          Dropout.class,
          Flatten.class,
          GlobalAveragePooling1D.class,
          GlobalAveragePooling2D.class,
          GlobalAveragePooling3D.class,
          GlobalMaxPooling1D.class,
          GlobalMaxPooling2D.class,
          GlobalMaxPooling3D.class,
          MaxPooling1D.class,
          MaxPooling2D.class,
          MaxPooling3D.class,
          ReLU.class,
          Rescaling.class,
          Reshape.class);

  private LayerCatalog() {}
}
