package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber, Neural Computation 9(8), 1997),
 * with forget gate (Gers et al., Neural Computation 12(10), 2000).
 *
 * <pre>
 *   i, f, g, o = x kernel + h recurrent_kernel + bias, cut in four
 *   c' = r(f) c + r(i) a(g)
 *   h' = r(o) a(c')
 * </pre>
 *
 * <p>with {@code a} the activation and {@code r} the recurrent activation.
 *
 * @param unitForgetBias whether the bias of the forget gate starts at 1 (Jozefowicz et al., ICML
 *     2015)
 */
public record LSTMCell(
    int units,
    @Default("tanh") Activation activation,
    @Default("sigmoid") Activation recurrentActivation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("orthogonal") Initializer recurrentInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("true") boolean unitForgetBias,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer recurrentRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint recurrentConstraint,
    @Default("null") @Nullable Constraint biasConstraint,
    @Default("0.0") double dropout,
    @Default("0.0") double recurrentDropout,
    @Default("null") @Nullable JsonNode seed)
    implements Cell {
  /** The sigmoid of a number so large is 1, whatever is added to it. */
  private static final double SURE = 1e6;

  /** Checks the arguments. */
  public LSTMCell {
    Check.positive("units", units);
    Check.fraction("dropout", dropout);
    Check.fraction("recurrent_dropout", recurrentDropout);
  }

  @Override
  public List<Shape> stateShapes(Shape step) {
    return List.of(Shape.of(units), Shape.of(units));
  }

  @Override
  public List<WeightSpec> weights(Shape step) {
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        WeightSpec.trainable(
            "kernel",
            Shape.of(step.last(), 4 * units),
            kernelInitializer,
            kernelRegularizer,
            kernelConstraint));
    weights.add(
        WeightSpec.trainable(
            "recurrent_kernel",
            Shape.of(units, 4 * units),
            recurrentInitializer,
            recurrentRegularizer,
            recurrentConstraint));
    if (useBias) {
      weights.add(
          WeightSpec.trainable(
              "bias",
              Shape.of(4 * units),
              unitForgetBias ? new Initializer.ForgetBias(biasInitializer) : biasInitializer,
              biasRegularizer,
              biasConstraint));
    }
    return weights;
  }

  @Override
  public Steps begin(LayerCall call, Value sequence) {
    Ops ops = call.ops();
    Gates gates = new Gates(call, 4, dropout, recurrentDropout, seed);
    Value projected = gates.project(sequence);
    List<Value> inputs = ops.unstack(useBias ? ops.add(projected, call.weight("bias")) : projected);
    Gates.Recurrent recurrent = gates.recurrent(sequence.dim(1), 4);
    return (time, states) -> {
      Value sum = ops.add(inputs.get(time), recurrent.times(states.get(0), 0));
      return combine(ops, sum, states.get(1), activation, recurrentActivation);
    };
  }

  @Override
  public List<Value> pass(
      LayerCall call, Value sequence, List<Value> states, @Nullable Value rest, boolean backwards) {
    Gates gates = new Gates(call, 4, dropout, recurrentDropout, seed);
    if (!gates.passAtOnce(sequence, activation, recurrentActivation)) {
      return List.of();
    }
    Ops ops = call.ops();
    Value inputs = gates.dropped(sequence);
    Value kernel = call.weight("kernel");
    if (rest != null) {
      inputs = ops.concatenate(List.of(inputs, rest), -1);
      kernel = ops.concatenate(List.of(kernel, hold(ops)), 0);
    }
    return ops.recurrences()
        .lstm(
            inputs,
            states.get(0),
            states.get(1),
            kernel,
            call.weight("recurrent_kernel"),
            useBias ? call.weight("bias") : null,
            backwards);
  }

  /**
   * Returns the weights of an input that closes the gate i and opens the gate f, to the last bit.
   */
  private Value hold(Ops ops) {
    double[] weights = new double[4 * units];
    Arrays.fill(weights, 0, units, -SURE);
    Arrays.fill(weights, units, 2 * units, SURE);
    return ops.constant(weights, 1, 4L * units);
  }

  /** Returns the states after a step from the sum of all products, whose gates lie side by side. */
  static List<Value> combine(
      Ops ops, Value sum, Value carry, Activation activation, Activation recurrentActivation) {
    long width = sum.dim(-1) / 4;
    List<Value> parts = ops.split(sum, -1, width, width, width, width);
    Value kept = ops.multiply(recurrentActivation.apply(ops, parts.get(1)), carry);
    Value added =
        ops.multiply(
            recurrentActivation.apply(ops, parts.get(0)), activation.apply(ops, parts.get(2)));
    Value next = ops.add(kept, added);
    Value gate = recurrentActivation.apply(ops, parts.get(3));
    return List.of(ops.multiply(gate, activation.apply(ops, next)), next);
  }

  @Override
  public boolean isRandom() {
    return dropout > 0 || recurrentDropout > 0;
  }
}
