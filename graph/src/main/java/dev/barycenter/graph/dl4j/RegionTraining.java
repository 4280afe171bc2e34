package dev.barycenter.graph.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Tells Deeplearning4j to leave a region's weights alone: the network's own updater moves them, and
 * regularizers are part of the region.
 *
 * @param name the name of the layer or vertex
 */
record RegionTraining(String name) implements TrainingConfig {
  @Override
  public String getLayerName() {
    return name;
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
  public void setDataType(DataType type) {}
}
