package dev.barycenter.graph.dl4j;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer of a MultiLayerNetwork that computes a region with one input and one output. */
final class RegionLayer extends AbstractLayer<RegionLayerConf> implements SeededRegion {
  private final transient RegionRunner runner;
  private final @Nullable INDArray weights;
  private @Nullable INDArray gradients;
  private transient StepSeed seed = new StepSeed();

  RegionLayer(
      NeuralNetConfiguration conf, RegionRunner runner, @Nullable INDArray weights, DataType type) {
    super(conf, type);
    this.runner = runner;
    this.weights = weights;
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
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    boolean[] fromNetwork = {getIndex() == 0};
    return runner.forward(new INDArray[] {input}, fromNetwork, training, seed.value()).get(0);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    List<INDArray> epsilons = runner.backward(Arrays.asList(epsilon));
    Gradient gradient = new DefaultGradient();
    if (gradients != null) {
      gradient.setGradientFor(RegionWeights.KEY, gradients);
    }
    return new Pair<>(gradient, epsilons.get(0));
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnly) {
    return runner.penalty();
  }

  @Override
  public @Nullable INDArray params() {
    return weights;
  }

  @Override
  public long numParams() {
    return weights == null ? 0 : weights.length();
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return weights == null ? Collections.emptyMap() : Map.of(RegionWeights.KEY, weights);
  }

  @Override
  public @Nullable INDArray getParam(String key) {
    return weights;
  }

  @Override
  public void setParams(@Nullable INDArray given) {
    if (weights != null && given != null) {
      weights.assign(given);
    }
  }

  @Override
  public @Nullable INDArray getGradientsViewArray() {
    return gradients;
  }

  @Override
  public void setBackpropGradientsViewArray(@Nullable INDArray view) {
    gradients = view;
    runner.gradientsInto(RegionRunner.views(runner.region(), view));
  }

  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return false;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    return new Pair<>(null, state);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {}
}
