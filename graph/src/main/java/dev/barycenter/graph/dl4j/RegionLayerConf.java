package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.ops.ComputeType;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The configuration of a layer of a MultiLayerNetwork that computes a region. */
final class RegionLayerConf extends Layer {
  @JsonProperty private final Region region;

  @JsonCreator
  RegionLayerConf(@JsonProperty("region") Region region) {
    this.region = region;
    setLayerName(region.name());
  }

  Region region() {
    return region;
  }

  @Override
  public RegionLayerConf clone() {
    return new RegionLayerConf(region);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegionLayerConf conf && conf.region.equals(region);
  }

  @Override
  public int hashCode() {
    return region.hashCode();
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      @Nullable INDArray weights,
      boolean initialize,
      DataType type) {
    RegionLayer layer =
        new RegionLayer(
            conf,
            new RegionRunner(
                region, RegionRunner.views(region, weights), type, ComputeType.FLOAT32),
            weights,
            type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return RegionWeights.INSTANCE;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType input) {
    return input;
  }

  @Override
  public void setNIn(InputType input, boolean override) {}

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public List<Regularization> getRegularizationByParam(String weight) {
    return List.of();
  }

  @Override
  public boolean isPretrainParam(String weight) {
    return false;
  }

  @Override
  public IUpdater getUpdaterByParam(String weight) {
    return new NoOp();
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return GradientNormalization.None;
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return 0;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(region.name(), RegionLayerConf.class, input, input)
        .standardMemory(RegionRunner.size(region), 0)
        .build();
  }
}
