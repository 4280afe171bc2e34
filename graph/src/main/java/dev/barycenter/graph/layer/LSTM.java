package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import org.jspecify.annotations.Nullable;

/**
 * A long short-term memory (Hochreiter and Schmidhuber, Neural Computation 9(8), 1997).
 *
 * <p>Shapes, batch axis excluded:
 *
 * <ul>
 *   <li>inputs: {@code x} of {@code (time, features)}, then optionally the states {@code h} and
 *       {@code c} of {@code (units)}
 *   <li>{@code kernel}: {@code (features, 4 units)}; {@code recurrent_kernel}: {@code (units, 4
 *       units)}; {@code bias}: {@code (4 units)}; the gates lie in the order i, f, c, o
 *   <li>output: {@code (units)}, or {@code (time, units)} with {@code returnSequences}; with {@code
 *       returnState} followed by the last the states {@code h} and {@code c}
 * </ul>
 *
 * <p>The arithmetic of a step is that of {@link LSTMCell}.
 *
 * <p>At a masked time step the state stays as it is and the output is repeated, or zero with {@code
 * zeroOutputForMask}. The mask is handed on with {@code returnSequences} only.
 *
 * @param goBackwards whether time runs from the last step to the first; the output keeps that order
 * @param stateful refused: a replica sees its examples in another order each epoch
 * @param unroll accepted, without meaning here
 */
public record LSTM(
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
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint recurrentConstraint,
    @Default("null") @Nullable Constraint biasConstraint,
    @Default("0.0") double dropout,
    @Default("0.0") double recurrentDropout,
    @Default("null") @Nullable JsonNode seed,
    @Default("false") boolean returnSequences,
    @Default("false") boolean returnState,
    @Default("false") boolean goBackwards,
    @Default("false") boolean stateful,
    @Default("false") boolean unroll,
    @Default("false") boolean zeroOutputForMask)
    implements Recurrent {

  /** Checks the arguments. */
  public LSTM {
    Recurrent.check("LSTM", stateful);
    Check.positive("units", units);
    Check.fraction("dropout", dropout);
    Check.fraction("recurrent_dropout", recurrentDropout);
  }

  @Override
  public Cell cell() {
    return new LSTMCell(
        units,
        activation,
        recurrentActivation,
        useBias,
        kernelInitializer,
        recurrentInitializer,
        biasInitializer,
        unitForgetBias,
        kernelRegularizer,
        recurrentRegularizer,
        biasRegularizer,
        kernelConstraint,
        recurrentConstraint,
        biasConstraint,
        dropout,
        recurrentDropout,
        seed);
  }
}
