package dev.barycenter.graph.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A vertex that is an output of the model. */
final class OutputVertex extends ModelVertex {
  private final OutputLayer layer;
  private final INDArray nothing;

  OutputVertex(ComputationGraph graph, String name, int index, OutputLayer layer, DataType type) {
    super(graph, name, index, type);
    this.layer = layer;
    nothing = Nd4j.zeros(type, 1);
    layer.penalties(this::penalties);
  }

  /** Deeplearning4j asks layers, not vertices, for penalties: the first output answers for all. */
  private double penalties() {
    if (!graph.getConfiguration().getNetworkOutputs().get(0).equals(getVertexName())) {
      return 0;
    }
    return Arrays.stream(graph.getVertices())
        .filter(SeededRegion.class::isInstance)
        .mapToDouble(vertex -> ((SeededRegion) vertex).runner().penalty())
        .sum();
  }

  @Override
  public boolean hasLayer() {
    return true;
  }

  @Override
  public Layer getLayer() {
    return layer;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    enter();
    return layer.activate(training, workspaces);
  }

  private void enter() {
    layer.take(inputs[0], inputs.length > 1 ? inputs[1] : null);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    enter();
    INDArray gradient = layer.backpropGradient(null, workspaces).getSecond();
    INDArray[] epsilons =
        inputs.length > 1 ? new INDArray[] {gradient, nothing} : new INDArray[] {gradient};
    return new Pair<>(new DefaultGradient(), epsilons);
  }
}
