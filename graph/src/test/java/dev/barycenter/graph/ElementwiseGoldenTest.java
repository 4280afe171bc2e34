package dev.barycenter.graph;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseGoldenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "act_elu",
        "act_exponential",
        "act_glu",
        "act_hard_sigmoid",
        "act_leaky_relu",
        "act_linear",
        "act_mish",
        "act_relu",
        "act_selu",
        "act_sigmoid",
        "act_softmax",
        "act_softplus",
        "act_swish",
        "act_tanh",
        "add_broadcast",
        "average_broadcast",
        "bn_2d",
        "bn_axis1",
        "bn_seq",
        "category_encoding",
        "concat_last",
        "discretization",
        "dot_1d",
        "dot_normalize",
        "dropout_inference",
        "elu",
        "gaussian_dropout_inference",
        "groupnorm",
        "leakyrelu",
        "ln_2d",
        "ln_img",
        "maximum_broadcast",
        "minimum_broadcast",
        "multiply_3",
        "normalization",
        "permute",
        "prelu",
        "prelu_shared",
        "repeatvector",
        "rescaling",
        "reshape_m1",
        "softmax_layer",
        "subtract",
        "unitnorm"
      })
  void forwardPassIsThatOfKeras(String name) {
    new GoldenModel("16_layer_zoo", name).assertForward(2e-6);
  }
}
