package dev.barycenter.graph.dl4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vertex that computes a region; its further outputs are read by {@link PortVertex}. */
final class RegionVertex extends ModelVertex implements SeededRegion {
  private static final String WEIGHTS = "weights";

  private final RegionRunner runner;
  private final @Nullable INDArray weights;
  private final List<@Nullable INDArray> portGradients;
  private @Nullable INDArray gradients;
  private boolean @Nullable [] fromNetwork;
  private StepSeed seed = new StepSeed();
  private List<INDArray> outputs = List.of();

  RegionVertex(
      ComputationGraph graph,
      String name,
      int index,
      RegionRunner runner,
      @Nullable INDArray weights,
      DataType type) {
    super(graph, name, index, type);
    this.runner = runner;
    this.weights = weights;
    portGradients =
        new ArrayList<>(
            Collections.<@Nullable INDArray>nCopies(runner.region().outputs().size(), null));
  }

  @Override
  public RegionRunner runner() {
    return runner;
  }

  @Override
  public void seededBy(StepSeed shared) {
    seed = shared;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    outputs = runner.forward(inputs, fromNetwork(), training, seed.value());
    Collections.fill(portGradients, null);
    return outputs.get(0);
  }

  private boolean[] fromNetwork() {
    if (fromNetwork == null) {
      VertexIndices[] sources = getInputVertices();
      fromNetwork = new boolean[sources.length];
      for (int i = 0; i < sources.length; i++) {
        fromNetwork[i] = graph.getVertices()[sources[i].getVertexIndex()].isInputVertex();
      }
    }
    return fromNetwork;
  }

  /** Returns an output of the last forward pass. */
  INDArray output(int port) {
    return outputs.get(port);
  }

  /** Takes the gradient of an output other than the first; called before the backward pass. */
  void setPortGradient(int port, @Nullable INDArray gradient) {
    portGradients.set(port, gradient);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    if (getEpsilon() != null && getEpsilon().length() == outputs.get(0).length()) {
      portGradients.set(0, getEpsilon());
    }
    INDArray[] epsilons = runner.backward(portGradients).toArray(INDArray[]::new);
    Gradient gradient = new DefaultGradient();
    if (gradients != null) {
      gradient.setGradientFor(WEIGHTS, gradients);
    }
    return new Pair<>(gradient, epsilons);
  }

  @Override
  public void setBackpropGradientsViewArray(@Nullable INDArray view) {
    gradients = view;
    runner.gradientsInto(RegionRunner.views(runner.region(), view));
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return weights == null ? Map.of() : Map.of(WEIGHTS, weights);
  }

  @Override
  public TrainingConfig getConfig() {
    return new RegionTraining(getVertexName());
  }

  @Override
  public @Nullable INDArray params() {
    return weights;
  }

  @Override
  public @Nullable INDArray getGradientsViewArray() {
    return gradients;
  }

  @Override
  public boolean updaterDivideByMinibatch(String name) {
    return false;
  }
}
