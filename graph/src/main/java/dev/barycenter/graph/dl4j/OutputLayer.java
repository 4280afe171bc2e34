package dev.barycenter.graph.dl4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An output of a network: passes the prediction through, and computes the loss and its gradient.
 *
 * <p>Deeplearning4j's label mask, of shape {@code (batch, 1)} or {@code (batch, time)}, is the
 * sample weight; the mask that comes out of the model comes with the prediction.
 */
final class OutputLayer extends LossLayer {
  private final transient OutputConf output;
  private final transient Map<String, LossRun> runs = new HashMap<>();
  private transient @Nullable INDArray modelMask;
  private transient @Nullable INDArray prediction;
  private transient double loss = Double.NaN;
  private transient boolean evaluated;
  private transient DoubleSupplier penalties = () -> 0;

  OutputLayer(NeuralNetConfiguration conf, OutputConf output, DataType type) {
    super(conf, type);
    this.output = output;
  }

  /**
   * Takes the prediction of a pass.
   *
   * @param mask its mask; null where every step counts
   */
  void take(INDArray made, @Nullable INDArray mask) {
    input = made;
    prediction = made;
    modelMask = mask;
    loss = Double.NaN;
  }

  @Override
  public void setInput(INDArray made, LayerWorkspaceMgr workspaces) {
    take(made, null);
  }

  /** Returns the prediction of the last pass; it is overwritten by the next. */
  INDArray prediction() {
    if (prediction == null) {
      throw new IllegalStateException("Output '%s' has not been computed.".formatted(name()));
    }
    return prediction;
  }

  /** Returns the mask of the prediction of the last pass; null where every step counts. */
  @Nullable INDArray modelMask() {
    return modelMask;
  }

  /** Returns the loss of the last pass before it is weighted against other outputs. */
  double loss() {
    return loss;
  }

  String name() {
    return output.getLayerName();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return training ? input : input.dup('c');
  }

  @Override
  public boolean needsLabels() {
    return output.loss() != null;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      @Nullable INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (output.loss() == null) {
      loss = 0;
      return new Pair<>(new DefaultGradient(), Nd4j.zeros(input.dataType(), input.shape()));
    }
    LossRun run = lossRun();
    loss = run.loss(labels, maskArray);
    return new Pair<>(new DefaultGradient(), run.gradient());
  }

  @Override
  public double computeScore(double penalties, boolean training, LayerWorkspaceMgr workspaces) {
    if (Double.isNaN(loss)) {
      loss = lossRun().loss(labels, maskArray);
    }
    return loss * output.weight() + penalties;
  }

  /** Returns the weighted loss of the last forward pass; 0 without a loss or labels. */
  double evaluate(@Nullable INDArray targets, @Nullable INDArray weights) {
    input = prediction();
    evaluated = output.loss() != null && targets != null;
    loss = targets == null || !evaluated ? 0 : lossRun().loss(targets, weights);
    return loss * output.weight();
  }

  /** Returns whether the last pass was evaluated by a loss. */
  boolean isTrained() {
    return evaluated;
  }

  /** Returns the gradient of what {@link #evaluate} returned by the prediction. */
  INDArray byPrediction() {
    return lossRun().gradient();
  }

  @Override
  public INDArray computeScoreForExamples(double penalties, LayerWorkspaceMgr workspaces) {
    return lossRun().perSample(labels, maskArray).mul(output.weight()).addi(penalties);
  }

  private LossRun lossRun() {
    String shape = Arrays.toString(input.shape());
    LossRun run = runs.get(shape);
    if (run == null || !run.reads(input, modelMask)) {
      run = new LossRun(output, input, modelMask, dataType);
      runs.put(shape, run);
    }
    return run;
  }

  /** Takes what the regularizers of the whole graph add to the loss. */
  void penalties(DoubleSupplier ofGraph) {
    penalties = ofGraph;
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnly) {
    return penalties.getAsDouble();
  }

  @Override
  public void clear() {
    // The label arrays belong to the caller: the base class would free them.
    input = null;
    labels = null;
    maskArray = null;
  }
}
