package dev.barycenter.graph.dl4j;

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

/** The configuration of a vertex that carries an output of a region other than the first. */
final class PortVertexConf extends GraphVertex {
  @JsonProperty private final String region;
  @JsonProperty private final int port;
  @JsonProperty private final boolean learned;

  /**
   * Creates a configuration.
   *
   * @param region the name of the region's vertex, which is the only input
   * @param port which output of the region
   * @param learned whether the region's outputs need gradients
   */
  @JsonCreator
  PortVertexConf(
      @JsonProperty("region") String region,
      @JsonProperty("port") int port,
      @JsonProperty("learned") boolean learned) {
    this.region = region;
    this.port = port;
    this.learned = learned;
  }

  @Override
  public GraphVertex clone() {
    return new PortVertexConf(region, port, learned);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PortVertexConf conf && conf.region.equals(region) && conf.port == port;
  }

  @Override
  public int hashCode() {
    return 31 * region.hashCode() + port;
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
    return 1;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      @Nullable INDArray weights,
      boolean initialize,
      DataType type) {
    return new PortVertex(graph, name, index, region, port, learned, type);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(region, PortVertexConf.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .build();
  }
}
