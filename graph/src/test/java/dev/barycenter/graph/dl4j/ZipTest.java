package dev.barycenter.graph.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.SparseCategoricalCrossentropy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What Deeplearning4j's own serializer writes and restores of compiled models. */
class ZipTest {
  private static Network compile(String model) {
    Model read = SpecFile.parse("model", model).model();
    Loss loss = Loss.FAMILY.create(SparseCategoricalCrossentropy.class, Map.of());
    return Network.compile(read, Map.of("out", new Network.WeightedLoss(loss, 0.5)), 7);
  }

  private static byte[] zip(Network network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    network.writeZip(out);
    return out.toByteArray();
  }

  private static List<INDArray> examples(Model model) {
    List<INDArray> examples = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      long[] dims =
          LongStream.concat(
                  LongStream.of(3),
                  input.shape().dims().stream().mapToLong(d -> d == Shape.UNKNOWN ? 5 : d))
              .toArray();
      long size = Arrays.stream(dims).reduce(1, (x, y) -> x * y);
      INDArray numbers = Nd4j.linspace(-1, 1, size, DataType.FLOAT).reshape(dims);
      examples.add(numbers);
    }
    return examples;
  }

  @Test
  void aStraightLineIsRestoredAsAMultiLayerNetworkWithEqualOutputs() throws IOException {
    Network network =
        compile(
            """
            name: line
            model:
              input: [6, 6, 2]
              layers:
                - {type: Conv2D, filters: 4, kernel_size: 3, padding: same, activation: relu}
                - {type: BatchNormalization}
                - MaxPooling2D
                - Flatten
                - {type: Dropout, rate: 0.5}
                - {type: Dense, name: out, units: 3, activation: softmax, kernel_regularizer: l2}
            """);
    List<INDArray> examples = examples(network.model());
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(zip(network)));
    assertThat(restored.output(examples.get(0))).isEqualTo(network.predict(examples).get(0));
    assertThat(restored.params()).isEqualTo(network.params());
    assertThat(restored.getLayerWiseConfigurations())
        .isEqualTo(((MultiLayerNetwork) network.dl4j()).getLayerWiseConfigurations());
  }

  @Test
  void aGraphWithSharedLayersMasksAndSeveralOutputsIsRestoredWithEqualOutputs() throws IOException {
    Network network =
        compile(
            """
            name: graph
            model:
              inputs: {steps: [null, 2], left: [4], right: [4]}
              layers:
                masked:  {type: Masking, inputs: steps}
                lstm:    {type: LSTM, units: 3, return_state: true, inputs: masked}
                encoder: {type: Dense, units: 3, activation: tanh, calls: {a: left, b: right}}
                joined:  {type: Concatenate, inputs: ["lstm:2", a, b]}
                out:     {type: Dense, units: 3, activation: softmax, inputs: joined}
                every:   {type: GRU, units: 2, return_sequences: true, inputs: masked}
              outputs: [out, every, a]
            """);
    List<INDArray> examples = examples(network.model());
    examples.get(0).tensorAlongDimension(0, 1, 2).getRow(4).assign(0); // the last step is padding
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(zip(network)));
    INDArray[] outputs = restored.output(examples.toArray(INDArray[]::new));
    assertThat(List.of(outputs)).isEqualTo(network.predict(examples));
    assertThat(restored.params()).isEqualTo(network.params());
  }
}
