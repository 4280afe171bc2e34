package dev.barycenter.graph;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpatialGoldenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "avgpool1d_same_p2s1",
        "avgpool1d_valid_p2s1",
        "avgpool1d_valid_p2s2",
        "avgpool2d_same_p3s2",
        "avgpool2d_valid_p3s1",
        "conv1dT_same",
        "conv1d_same_s1",
        "conv1d_same_s2",
        "conv1d_valid_s2",
        "conv2dT_same_s1",
        "conv2dT_valid_s1",
        "conv2dT_valid_s2",
        "conv2d_dil2_valid",
        "conv2d_groups",
        "conv2d_same_s1_k2",
        "conv2d_same_s1_k3",
        "conv2d_same_s2_k3",
        "conv2d_valid_s1_k2",
        "conv2d_valid_s2_k2",
        "conv2d_valid_s2_k3",
        "conv3d_valid_s2",
        "crop2d",
        "dwconv2d_same_s2",
        "dwconv2d_valid_s1",
        "flatten",
        "maxpool1d_same_p2s1",
        "maxpool1d_valid_p2s1",
        "maxpool1d_valid_p2s2",
        "maxpool2d_same_p3s2",
        "maxpool2d_valid_p3s1",
        "maxpool3d_same",
        "maxpool3d_valid",
        "sepconv1d_same",
        "sepconv2d_same_s1",
        "sepconv2d_same_s2",
        "sepconv2d_valid_s2",
        "upsample1d",
        "upsample2d_nearest",
        "zeropad1d"
      })
  void forwardPassIsThatOfKeras(String name) {
    new GoldenModel("16_layer_zoo", name).assertForward(2e-6);
  }
}
