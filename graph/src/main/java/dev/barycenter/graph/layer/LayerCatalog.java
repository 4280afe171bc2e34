package dev.barycenter.graph.layer;

import java.util.List;

/** The layers that can be written by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS =
      List.of(
          ActivationLayer.class,
          Add.class,
          BatchNormalization.class,
          Concatenate.class,
          Dense.class,
          Dropout.class,
          Operation.class,
          ReLU.class,
          Rescaling.class,
          Reshape.class);

  private LayerCatalog() {}
}
