package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a gated recurrent unit (Cho et al., arXiv 1406.1078).
 *
 * <pre>
 *   z = r(x kernel_z + h recurrent_z)      r = r(x kernel_r + h recurrent_r)
 *   g = a(x kernel_h + r (h recurrent_h))  with resetAfter
 *   g = a(x kernel_h + (r h) recurrent_h)  without
 *   h' = z h + (1 - z) g
 * </pre>
 *
 * <p>Every product with the kernel adds a bias; with {@code resetAfter} so does every product with
 * the recurrent kernel, which is why {@code bias} then has two rows.
 */
public record GRUCell(
    int units,
    @Default("tanh") Activation activation,
    @Default("sigmoid") Activation recurrentActivation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("orthogonal") Initializer recurrentInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer recurrentRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint recurrentConstraint,
    @Default("null") @Nullable Constraint biasConstraint,
    @Default("0.0") double dropout,
    @Default("0.0") double recurrentDropout,
    @Default("true") boolean resetAfter,
    @Default("null") @Nullable JsonNode seed)
    implements Cell {

  /** Checks the arguments. */
  public GRUCell {
    Check.positive("units", units);
    Check.fraction("dropout", dropout);
    Check.fraction("recurrent_dropout", recurrentDropout);
  }

  @Override
  public List<Shape> stateShapes(Shape step) {
    return List.of(Shape.of(units));
  }

  @Override
  public List<WeightSpec> weights(Shape step) {
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        WeightSpec.trainable(
            "kernel",
            Shape.of(step.last(), 3 * units),
            kernelInitializer,
            kernelRegularizer,
            kernelConstraint));
    weights.add(
        WeightSpec.trainable(
            "recurrent_kernel",
            Shape.of(units, 3 * units),
            recurrentInitializer,
            recurrentRegularizer,
            recurrentConstraint));
    if (useBias) {
      weights.add(
          WeightSpec.trainable(
              "bias",
              resetAfter ? Shape.of(2, 3 * units) : Shape.of(3 * units),
              biasInitializer,
              biasRegularizer,
              biasConstraint));
    }
    return weights;
  }

  @Override
  public Steps begin(LayerCall call, Value sequence) {
    Ops ops = call.ops();
    Gates gates = new Gates(call, 3, dropout, recurrentDropout, seed);
    Value projected = gates.project(sequence);
    if (useBias) {
      Value bias = call.weight("bias");
      projected = ops.add(projected, resetAfter ? ops.select(bias, 0, 0) : bias);
    }
    List<Value> parts = ops.split(projected, -1, 2L * units, units);
    List<Value> gateInputs = ops.unstack(parts.get(0));
    List<Value> newInputs = ops.unstack(parts.get(1));
    NewState newState = resetAfter ? resetAfter(call, gates) : resetBefore(call, gates);
    return (time, states) ->
        List.of(newState.of(gateInputs.get(time), newInputs.get(time), states.get(0)));
  }

  @Override
  public List<Value> pass(
      LayerCall call, Value sequence, List<Value> states, @Nullable Value rest, boolean backwards) {
    Gates gates = new Gates(call, 3, dropout, recurrentDropout, seed);
    if (!gates.passAtOnce(sequence, activation, recurrentActivation)) {
      return List.of();
    }
    return call.ops()
        .recurrences()
        .gru(
            gates.dropped(sequence),
            states.get(0),
            call.weight("kernel"),
            call.weight("recurrent_kernel"),
            useBias ? call.weight("bias") : null,
            resetAfter,
            backwards);
  }

  /** The state after a step, from the projected inputs of its gates and of its candidate. */
  @FunctionalInterface
  private interface NewState {
    Value of(Value gateInput, Value newInput, Value state);
  }

  private NewState resetAfter(LayerCall call, Gates gates) {
    Ops ops = call.ops();
    Gates.Recurrent recurrent = gates.recurrent(call.batch(), 3);
    Value bias = useBias ? ops.select(call.weight("bias"), 0, 1) : null;
    return (gateInput, newInput, state) -> {
      Value product = recurrent.times(state, 0);
      product = bias == null ? product : ops.add(product, bias);
      List<Value> inner = ops.split(product, -1, 2L * units, units);
      List<Value> zr = zr(ops, gateInput, inner.get(0));
      Value reset = ops.multiply(zr.get(1), inner.get(1));
      return mix(ops, zr.get(0), state, activation.apply(ops, ops.add(newInput, reset)));
    };
  }

  private NewState resetBefore(LayerCall call, Gates gates) {
    Ops ops = call.ops();
    Gates.Recurrent recurrent = gates.recurrent(call.batch(), 2, 1);
    return (gateInput, newInput, state) -> {
      List<Value> zr = zr(ops, gateInput, recurrent.times(state, 0));
      Value product = recurrent.times(ops.multiply(zr.get(1), state), 1);
      return mix(ops, zr.get(0), state, activation.apply(ops, ops.add(newInput, product)));
    };
  }

  private List<Value> zr(Ops ops, Value input, Value product) {
    List<Value> sums = ops.split(ops.add(input, product), -1, units, units);
    return sums.stream().map(sum -> recurrentActivation.apply(ops, sum)).toList();
  }

  private static Value mix(Ops ops, Value z, Value state, Value candidate) {
    Value rest = ops.shift(ops.negative(z), 1);
    return ops.add(ops.multiply(z, state), ops.multiply(rest, candidate));
  }

  @Override
  public boolean isRandom() {
    return dropout > 0 || recurrentDropout > 0;
  }
}
