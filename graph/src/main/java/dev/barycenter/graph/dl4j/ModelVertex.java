package dev.barycenter.graph.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What our vertices have in common: masks are tensors here, not Deeplearning4j's side channel. */
abstract class ModelVertex extends BaseGraphVertex {
  ModelVertex(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, null, null, type);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public @Nullable Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(@Nullable INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException("Vertex '%s' has no weights.".formatted(getVertexName()));
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return new Pair<>(null, state);
  }

  @Override
  public String toString() {
    return "%s(%s)".formatted(getClass().getSimpleName(), getVertexName());
  }
}
