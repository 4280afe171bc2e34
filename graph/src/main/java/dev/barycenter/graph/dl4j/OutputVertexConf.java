package dev.barycenter.graph.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The configuration of a vertex that is an output: reads the prediction and, if any, its mask. */
final class OutputVertexConf extends GraphVertex {
  @JsonProperty private final OutputConf output;

  @JsonCreator
  OutputVertexConf(@JsonProperty("output") OutputConf output) {
    this.output = output;
  }

  @Override
  public GraphVertex clone() {
    return new OutputVertexConf(output);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OutputVertexConf conf && conf.output.equals(output);
  }

  @Override
  public int hashCode() {
    return output.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      @Nullable INDArray weights,
      boolean initialize,
      DataType type) {
    NeuralNetConfiguration conf = graph.getConfiguration().getDefaultConfiguration().clone();
    conf.setLayer(output);
    return new OutputVertex(graph, name, index, new OutputLayer(conf, output, type), type);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder("output", OutputVertexConf.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .build();
  }
}
