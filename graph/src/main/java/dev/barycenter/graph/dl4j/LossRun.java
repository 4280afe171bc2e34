package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.training.loss.Loss;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The loss of one output, compiled for a prediction of one shape. */
final class LossRun {
  private final OutputConf output;
  private final INDArray prediction;
  private final @Nullable INDArray mask;
  private final DataType type;
  private final Map<String, Compiled> compiled = new HashMap<>();
  private @Nullable Compiled last;

  private record Compiled(
      Program program,
      INDArray labels,
      @Nullable INDArray weights,
      Value perSample,
      Value loss,
      Value gradient) {}

  LossRun(OutputConf output, INDArray prediction, @Nullable INDArray mask, DataType type) {
    this.output = output;
    this.prediction = prediction;
    this.mask = mask;
    this.type = type;
  }

  boolean reads(INDArray given, @Nullable INDArray givenMask) {
    return prediction == given && mask == givenMask;
  }

  /** Returns the loss, reduced over the minibatch, before it is weighted against other outputs. */
  double loss(INDArray labels, @Nullable INDArray weights) {
    return run(labels, weights).loss().array().getDouble(0);
  }

  /** Returns the loss of each sample, before sample weights. */
  INDArray perSample(INDArray labels, @Nullable INDArray weights) {
    return run(labels, weights).perSample().array().dup('c');
  }

  /**
   * Returns the gradient of the weighted loss by the prediction, for the labels of the last loss.
   */
  INDArray gradient() {
    if (last == null) {
      throw new IllegalStateException(
          "The gradient of a loss that was not computed was asked for.");
    }
    last.program().run(1);
    return last.gradient().array();
  }

  private Compiled run(INDArray labels, @Nullable INDArray weights) {
    String key =
        Arrays.toString(labels.shape()) + (weights == null ? "" : Arrays.toString(weights.shape()));
    Compiled run = compiled.computeIfAbsent(key, k -> compile(labels, weights));
    run.labels().assign(labels);
    if (run.weights() != null && weights != null) {
      run.weights().assign(weights);
    }
    run.program().run(0);
    last = run;
    return run;
  }

  private Compiled compile(INDArray labels, @Nullable INDArray weights) {
    Loss loss = output.loss();
    if (loss == null) {
      throw new IllegalStateException(
          "Output '%s' has no loss. Give it one under training.loss."
              .formatted(output.getLayerName()));
    }
    Trace trace = new Trace(type);
    Ops ops = trace.ops();
    Map<Value, INDArray> bindings = new HashMap<>();
    Value predicted = bind(trace, bindings, prediction);
    Value maskValue = mask == null ? null : bind(trace, bindings, mask);
    INDArray ownLabels = Nd4j.create(type, labels.shape(), 'c');
    Value target = bind(trace, bindings, ownLabels);
    INDArray ownWeights = weights == null ? null : Nd4j.create(type, weights.shape(), 'c');
    Value sampleWeights = ownWeights == null ? null : bind(trace, bindings, ownWeights);
    Value perSample = loss.perSample(ops, target, predicted);
    Value reduced = loss.reduce(ops, perSample, target, predicted, sampleWeights, maskValue);
    Value gradient =
        trace
            .gradients(
                List.of(reduced),
                List.of(ops.fill(output.weight(), reduced.shape())),
                List.of(predicted))
            .get(0);
    Value result = gradient == null ? ops.zerosLike(predicted) : gradient;
    Program program =
        new Program(trace, bindings, List.of(List.of(perSample, reduced), List.of(result)));
    return new Compiled(program, ownLabels, ownWeights, perSample, reduced, result);
  }

  private static Value bind(Trace trace, Map<Value, INDArray> bindings, INDArray array) {
    Value value = trace.placeholder(array.dataType(), array.shape());
    bindings.put(value, array);
    return value;
  }
}
