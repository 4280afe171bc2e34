package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a simple recurrent layer: {@code h' = a(x kernel + bias + h recurrent_kernel)}. */
public record SimpleRNNCell(
    int units,
    @Default("tanh") Activation activation,
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
    @Default("null") @Nullable JsonNode seed)
    implements Cell {

  /** Checks the arguments. */
  public SimpleRNNCell {
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
            Shape.of(step.last(), units),
            kernelInitializer,
            kernelRegularizer,
            kernelConstraint));
    weights.add(
        WeightSpec.trainable(
            "recurrent_kernel",
            Shape.of(units, units),
            recurrentInitializer,
            recurrentRegularizer,
            recurrentConstraint));
    if (useBias) {
      weights.add(
          WeightSpec.trainable(
              "bias", Shape.of(units), biasInitializer, biasRegularizer, biasConstraint));
    }
    return weights;
  }

  @Override
  public Steps begin(LayerCall call, Value sequence) {
    Ops ops = call.ops();
    Gates gates = new Gates(call, 1, dropout, recurrentDropout, seed);
    Value projected = gates.project(sequence);
    List<Value> inputs = ops.unstack(useBias ? ops.add(projected, call.weight("bias")) : projected);
    Gates.Recurrent recurrent = gates.recurrent(sequence.dim(1), 1);
    return (time, states) -> {
      Value sum = ops.add(inputs.get(time), recurrent.times(states.get(0), 0));
      return List.of(activation.apply(ops, sum));
    };
  }

  @Override
  public boolean isRandom() {
    return dropout > 0 || recurrentDropout > 0;
  }
}
