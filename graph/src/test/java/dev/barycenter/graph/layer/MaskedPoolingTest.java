package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskedPoolingTest {

  @ParameterizedTest
  @CsvSource({"CHANNELS_LAST, false", "CHANNELS_LAST, true", "CHANNELS_FIRST, true"})
  void theMeanIsThatOfTheStepsThatCount(DataFormat format, boolean keepdims) {
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 0}, {0, 0, 1}});
    INDArray last =
        Nd4j.createFromArray(
            new double[][][] {{{1, 2}, {3, 6}, {Double.NaN, 9}}, {{7, 7}, {7, 7}, {4, 5}}});
    INDArray x = format == DataFormat.CHANNELS_LAST ? last : last.permute(0, 2, 1).dup('c');
    INDArray y = pooled(new GlobalAveragePooling1D(format, keepdims), x, mask);
    assertThat(y.dup('c').data().asDouble()).containsExactly(2, 4, 4, 5);
    assertThat(y.rank()).isEqualTo(keepdims ? 3 : 2);
  }

  private static INDArray pooled(Layer layer, INDArray x, INDArray mask) {
    Trace trace = new Trace(DataType.DOUBLE);
    Value input = trace.placeholder(x.shape());
    Value counts = trace.placeholder(mask.shape());
    LayerCall call =
        new LayerCall(
            trace.ops(),
            List.of(input),
            List.of(counts),
            name -> input,
            new LayerCall.Mode(false, true, false),
            new Randomness(input, ""));
    Value output = layer.call(call);
    assertThat(layer.outputMask(call)).isNull();
    Program program = new Program(trace, Map.of(input, x, counts, mask), List.of(List.of(output)));
    program.run(0);
    return output.array();
  }
}
