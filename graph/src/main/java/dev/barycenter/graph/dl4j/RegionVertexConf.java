package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.ops.ComputeType;
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

/** The configuration of a vertex that computes a region and returns its first output. */
final class RegionVertexConf extends GraphVertex {
  @JsonProperty private final Region region;

  @JsonCreator
  RegionVertexConf(@JsonProperty("region") Region region) {
    this.region = region;
  }

  @Override
  public GraphVertex clone() {
    return new RegionVertexConf(region);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegionVertexConf conf && conf.region.equals(region);
  }

  @Override
  public int hashCode() {
    return region.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return RegionRunner.size(region);
  }

  @Override
  public int minVertexInputs() {
    return region.inputs().size();
  }

  @Override
  public int maxVertexInputs() {
    return region.inputs().size();
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      @Nullable INDArray weights,
      boolean initialize,
      DataType type) {
    return new RegionVertex(
        graph,
        name,
        index,
        new RegionRunner(region, RegionRunner.views(region, weights), type, ComputeType.FLOAT32),
        weights,
        type);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return InputType.inferInputType(null);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(
            region.name(), RegionVertexConf.class, inputs[0], inputs[0])
        .standardMemory(numParams(true), 0)
        .build();
  }
}
