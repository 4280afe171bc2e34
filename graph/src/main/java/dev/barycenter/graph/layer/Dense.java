package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer: {@code y = activation(x kernel + bias)}, on the last axis.
 *
 * <p>Shapes, batch axis excluded:
 *
 * <ul>
 *   <li>input {@code x}: {@code (..., n)}
 *   <li>{@code kernel}: {@code (n, units)}; {@code bias}: {@code (units)}
 *   <li>output {@code y}: {@code (..., units)}
 * </ul>
 *
 * @param units the number of outputs; positive
 */
public record Dense(
    int units,
    @Default("linear") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint biasConstraint)
    implements Layer {

  /** Checks the arguments. */
  public Dense {
    Check.positive("units", units);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Dense", inputs);
    Check.known("Dense", input, -1);
    return input.with(-1, units);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        WeightSpec.trainable(
            "kernel",
            Shape.of(inputs.get(0).last(), units),
            kernelInitializer,
            kernelRegularizer,
            kernelConstraint));
    if (useBias) {
      weights.add(
          WeightSpec.trainable(
              "bias", Shape.of(units), biasInitializer, biasRegularizer, biasConstraint));
    }
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    Value bias = useBias ? call.weight("bias") : null;
    Value y = call.ops().dense(call.input(), call.weight("kernel"), bias);
    return activation.apply(call.ops(), y);
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    return call.mask(0);
  }
}
