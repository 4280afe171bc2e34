package dev.barycenter.graph.training.loss;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.training.Fixtures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A loss in a trace of its own: its value, its gradient, and finite differences. */
final class LossRun {
  private final INDArray prediction;
  private final Value scalar;
  private final Value gradient;
  private final Program program;

  /** Records a case of the fixtures. */
  LossRun(Loss loss, JsonNode testCase, DataType type) {
    Trace trace = new Trace(type);
    Map<Value, INDArray> arrays = new HashMap<>();
    Value p = bound(trace, testCase.get("prediction"), arrays);
    prediction = arrays.get(p);
    scalar =
        loss.record(
            trace.ops(),
            bound(trace, testCase.get("target"), arrays),
            p,
            bound(trace, testCase.get("weights"), arrays),
            bound(trace, testCase.get("mask"), arrays));
    gradient = gradient(trace, scalar, p);
    program = new Program(trace, arrays, List.of(List.of(scalar), List.of(gradient)));
  }

  /** Records the mean of a loss on logits, with the activation before it or fused with it. */
  LossRun(Loss loss, double[] target, long[] targetShape, INDArray logits, boolean fused) {
    Trace trace = new Trace(logits.dataType());
    Ops ops = trace.ops();
    prediction = logits;
    Value z = trace.placeholder(logits.shape());
    Value t = ops.constant(target, targetShape);
    Activation activation = loss.fusesWith();
    Value losses =
        fused ? loss.samplesOfLogits(ops, t, z) : loss.samples(ops, t, activation.apply(ops, z));
    scalar = ops.mean(losses, false);
    gradient = gradient(trace, scalar, z);
    program = new Program(trace, Map.of(z, logits), List.of(List.of(scalar), List.of(gradient)));
  }

  private static Value bound(Trace trace, JsonNode node, Map<Value, INDArray> arrays) {
    if (node.isNull()) {
      return null;
    }
    Value value = trace.placeholder(Fixtures.shape(node));
    arrays.put(value, Fixtures.array(node, trace.type()));
    return value;
  }

  private static Value gradient(Trace trace, Value of, Value by) {
    return trace.gradients(List.of(of), List.of(trace.ops().constant(1)), List.of(by)).get(0);
  }

  double loss() {
    program.run(0);
    return scalar.array().getDouble(0);
  }

  double[] gradient() {
    program.run(0);
    program.run(1);
    return gradient.array().dup('c').data().asDouble();
  }

  /** Returns the largest difference between the gradient and central differences. */
  double gradientError() {
    double[] exact = gradient();
    double worst = 0;
    for (int i = 0; i < exact.length; i++) {
      double original = prediction.data().getDouble(i);
      double step = Math.min(1e-5, Math.max(1e-7, 1e-4 * Math.abs(original)));
      prediction.data().put(i, original + step);
      double above = loss();
      prediction.data().put(i, original - step);
      double below = loss();
      prediction.data().put(i, original);
      worst = Math.max(worst, Math.abs((above - below) / (2 * step) - exact[i]));
    }
    return worst;
  }

  static INDArray logits(DataType type, double... numbers) {
    return Nd4j.createFromArray(numbers).castTo(type);
  }
}
