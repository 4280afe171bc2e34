package dev.barycenter.graph.layer;

import java.util.List;
import java.util.Map;

/** The layers that can be written by name, and those of Keras that are refused by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS =
      List.of(
          ActivationLayer.class,
          ActivityRegularization.class,
          Add.class,
          AlphaDropout.class,
          Average.class,
          AveragePooling1D.class,
          AveragePooling2D.class,
          AveragePooling3D.class,
          BatchNormalization.class,
          CategoryEncoding.class,
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
          Discretization.class,
          Dot.class,
          Dropout.class,
          ELU.class,
          Flatten.class,
          GaussianDropout.class,
          GaussianNoise.class,
          GlobalAveragePooling1D.class,
          GlobalAveragePooling2D.class,
          GlobalAveragePooling3D.class,
          GlobalMaxPooling1D.class,
          GlobalMaxPooling2D.class,
          GlobalMaxPooling3D.class,
          GroupNormalization.class,
          Identity.class,
          LayerNormalization.class,
          LeakyReLU.class,
          MaxPooling1D.class,
          MaxPooling2D.class,
          MaxPooling3D.class,
          Maximum.class,
          Minimum.class,
          Multiply.class,
          Normalization.class,
          Operation.class,
          PReLU.class,
          Permute.class,
          RMSNormalization.class,
          ReLU.class,
          RepeatVector.class,
          Rescaling.class,
          Reshape.class,
          SeparableConv1D.class,
          SeparableConv2D.class,
          Softmax.class,
          SpatialDropout1D.class,
          SpatialDropout2D.class,
          SpatialDropout3D.class,
          Subtract.class,
          UnitNormalization.class,
          UpSampling1D.class,
          UpSampling2D.class,
          UpSampling3D.class,
          ZeroPadding1D.class,
          ZeroPadding2D.class,
          ZeroPadding3D.class);

  private static final String PREPARE =
      "it needs a vocabulary, which a model has no place for. Do it in the preprocessing pipeline,"
          + " and feed the model numbers.";

  static final Map<String, String> REFUSED =
      Map.of(
          "HashedCrossing",
          PREPARE,
          "Hashing",
          PREPARE,
          "IntegerLookup",
          PREPARE,
          "StringLookup",
          PREPARE,
          "TextVectorization",
          PREPARE,
          "Lambda",
          "it holds Python code, which is never run. Write it with layers or Operation.",
          "Resizing",
          "images have one size here. Resize them in the preprocessing pipeline.",
          "SpectralNormalization",
          "its weights are not those of the wrapped layer. Save the model without it.");

  private LayerCatalog() {}
}
