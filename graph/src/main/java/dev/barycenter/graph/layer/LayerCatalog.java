package dev.barycenter.graph.layer;

import java.util.List;

/** The layers that can be written by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS =
      List.of(
          ActivationLayer.class,
          ActivityRegularization.class,
          Add.class,
          AveragePooling1D.class,
          AveragePooling2D.class,
          AveragePooling3D.class,
          BatchNormalization.class,
          Concatenate.class,
          Conv1D.class,
          Conv1DTranspose.class,
          Conv2D.class,
          Conv2DTranspose.class,
          Conv3D.class,
          Conv3DTranspose.class,
          Cropping1D.class,
          Cropping2D.class,
          Cropping3D.class,
          Dense.class,
          DepthwiseConv1D.class,
          DepthwiseConv2D.class,
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
          Operation.class,
          ReLU.class,
          Rescaling.class,
          Reshape.class,
          SeparableConv1D.class,
          SeparableConv2D.class,
          UpSampling1D.class,
          UpSampling2D.class,
          UpSampling3D.class,
          ZeroPadding1D.class,
          ZeroPadding2D.class,
          ZeroPadding3D.class);

  private LayerCatalog() {}
}
