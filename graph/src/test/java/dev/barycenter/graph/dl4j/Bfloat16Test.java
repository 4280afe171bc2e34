package dev.barycenter.graph.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.ModelRun;
import dev.barycenter.graph.dl4j.Network.WeightedLoss;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Reduction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of bfloat16 beside those of float32, where the CPU has them. */
class Bfloat16Test {
  private static final String MISSING = ComputeType.BFLOAT16.unavailable();

  private static Network network(String input, String layer, ComputeType type) {
    Model model =
        SpecFile.parse("test.yaml", "model: {input: %s, layers: [%s]}".formatted(input, layer))
            .model();
    WeightedLoss squares =
        new WeightedLoss(new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE), 1);
    return Network.compile(model, Map.of(model.outputs().get(0).name(), squares), 3, type);
  }

  @Test
  void operandsAreRoundedAndTheirSumsAreNot() {
    assumeTrue(MISSING == null, MISSING);
    Network network = network("[2]", "{type: Dense, units: 1}", ComputeType.BFLOAT16);
    // 1 + 1/512 lies halfway between 1 and the next number of 8 bits, and goes to the even one.
    network.set("dense/kernel", new float[] {1 + 1 / 512f, 1 / 512f});
    INDArray one = Nd4j.createFromArray(new float[][] {{1, 1}});
    assertThat(network.predict(List.of(one)).get(0).getFloat(0)).isEqualTo(1 + 1 / 512f);
    assertThat(network.weight("dense/kernel").getFloat(0)).isEqualTo(1 + 1 / 512f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[40]        | {type: Dense, units: 24, activation: tanh}",
        "[9, 8, 16]  | {type: Conv2D, filters: 32, kernel_size: 3, strides: 2, padding: same}",
        "[9, 8, 16]  | {type: Conv2D, filters: 32, kernel_size: 3, dilation_rate: 2}",
        "[9, 8, 16]  | {type: Conv2D, filters: 32, kernel_size: 3, groups: 4}",
        "[9, 8, 16]  | {type: DepthwiseConv2D, kernel_size: 3}",
        "[9, 8, 16]  | {type: Conv2DTranspose, filters: 8, kernel_size: 3, strides: 2}",
        "[12, 3]     | {type: Conv1D, filters: 5, kernel_size: 3, padding: causal}",
        "[4, 5, 6, 3]| {type: Conv3D, filters: 5, kernel_size: 2}",
        "[7, 12]     | {type: LSTM, units: 20, return_sequences: true}",
        "[7, 12]     | {type: GRU, units: 20}",
        "[7, 12]     | {type: Bidirectional, layer: {type: LSTM, units: 20}}",
        "[7, 12]     | {type: EinsumDense, equation: 'abc,cd->abd', output_shape: [7, 9]}",
      })
  void lossAndGradientsAreThoseOfFloat32UpToRounding(String input, String layer) {
    assumeTrue(MISSING == null, MISSING);
    Network exact = network(input, layer, ComputeType.FLOAT32);
    Network rounded = network(input, layer, ComputeType.BFLOAT16);
    Model model = exact.model();
    List<INDArray> x = List.of(ModelRun.numbers(4, model.inputs().get(0).shape()));
    List<INDArray> y = List.of(ModelRun.numbers(4, model.shape(model.outputs().get(0).tensor())));
    double loss = exact.backward(x, y, null);
    assertThat(rounded.backward(x, y, null) / loss).isBetween(0.97, 1.03);
    INDArray error = rounded.gradients().sub(exact.gradients());
    double relative =
        error.norm2Number().doubleValue() / exact.gradients().norm2Number().doubleValue();
    assertThat(relative).isLessThan(0.03);
    boolean inGroups = layer.contains("groups") || layer.contains("Depthwise");
    assertThat(relative > 0).isNotEqualTo(inGroups);
  }

  @Test
  void aMachineWithoutRefuses() {
    assumeTrue(MISSING != null, "This machine multiplies bfloat16.");
    Network network = network("[2]", "{type: Dense, units: 1}", ComputeType.BFLOAT16);
    assertThatThrownBy(() -> network.predict(List.of(Nd4j.ones(1, 2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This machine cannot compute in BFLOAT16: " + MISSING + ".");
  }
}
