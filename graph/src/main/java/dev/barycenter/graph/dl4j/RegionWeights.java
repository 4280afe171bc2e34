package dev.barycenter.graph.dl4j;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells Deeplearning4j how many weights a region has; the network fills them itself. */
enum RegionWeights implements ParamInitializer {
  /** The only one. */
  INSTANCE;

  /** The one name under which Deeplearning4j knows all weights of a region. */
  static final String KEY = "weights";

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return RegionRunner.size(((RegionLayerConf) layer).region());
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return numParams(layer) == 0 ? List.of() : List.of(KEY);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return true;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray weights, boolean initialize) {
    return Map.of(KEY, weights);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradients) {
    return Map.of(KEY, gradients);
  }
}
