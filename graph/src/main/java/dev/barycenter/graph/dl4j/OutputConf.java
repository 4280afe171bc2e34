package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.training.loss.Loss;
import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;
import org.nd4j.shade.jackson.databind.annotation.JsonSerialize;

/** The configuration of an output of a model with its loss. */
final class OutputConf extends LossLayer {
  @JsonProperty
  @JsonSerialize(using = LossJson.Writer.class)
  private final @Nullable Loss loss;

  @JsonProperty private final double weight;

  /**
   * Creates a configuration.
   *
   * @param name the output's name
   * @param loss the loss; null if the output has none
   * @param weight what the loss is multiplied with in the sum over all outputs
   */
  @JsonCreator
  OutputConf(
      @JsonProperty("layerName") String name,
      @JsonProperty("loss") @JsonDeserialize(using = LossJson.Reader.class) @Nullable Loss loss,
      @JsonProperty("weight") double weight) {
    this.loss = loss;
    this.weight = weight;
    setLayerName(name);
  }

  @Nullable Loss loss() {
    return loss;
  }

  double weight() {
    return weight;
  }

  /** Returns this configuration under the name of a vertex, as Deeplearning4j demands. */
  OutputConf named(String vertex) {
    return new OutputConf(vertex, loss, weight);
  }

  @Override
  public OutputConf clone() {
    return new OutputConf(getLayerName(), loss, weight);
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      @Nullable INDArray weights,
      boolean initialize,
      DataType type) {
    OutputLayer layer = new OutputLayer(conf, this, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    return layer;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType input) {
    return input;
  }

  @Override
  public void setNIn(InputType input, boolean override) {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OutputConf conf
        && conf.getLayerName().equals(getLayerName())
        && java.util.Objects.equals(conf.loss, loss)
        && conf.weight == weight;
  }

  @Override
  public int hashCode() {
    return getLayerName().hashCode();
  }
}
