package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import org.jspecify.annotations.Nullable;

/**
 * A gated recurrent unit (Cho et al., arXiv 1406.1078).
 *
 * <p>Shapes, batch axis excluded:
 *
 * <ul>
 *   <li>inputs: {@code x} of {@code (time, features)}, then optionally the state {@code h} of
 *       {@code (units)}
 *   <li>{@code kernel}: {@code (features, 3 units)}; {@code recurrent_kernel}: {@code (units, 3
 *       units)}; {@code bias}: {@code (2, 3 units)}, or {@code (3 units)} without {@code
 *       resetAfter}; the gates lie in the order z, r, h
 *   <li>output: {@code (units)}, or {@code (time, units)} with {@code returnSequences}; with {@code
 *       returnState} followed by the last the state {@code h}
 * </ul>
 *
 * <p>The arithmetic of a step is that of {@link GRUCell}.
 *
 * <p>At a masked time step the state stays as it is and the output is repeated, or zero with {@code
 * zeroOutputForMask}. The mask is handed on with {@code returnSequences} only.
 *
 * @param goBackwards whether time runs from the last step to the first; the output keeps that order
 * @param stateful refused: a replica sees its examples in another order each epoch
 * @param unroll accepted, without meaning here
 */
public record GRU(
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
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint recurrentConstraint,
    @Default("null") @Nullable Constraint biasConstraint,
    @Default("0.0") double dropout,
    @Default("0.0") double recurrentDropout,
    @Default("true") boolean resetAfter,
    @Default("null") @Nullable JsonNode seed,
    @Default("false") boolean returnSequences,
    @Default("false") boolean returnState,
    @Default("false") boolean goBackwards,
    @Default("false") boolean stateful,
    @Default("false") boolean unroll,
    @Default("false") boolean zeroOutputForMask)
    implements Recurrent {

  /** Checks the arguments. */
  public GRU {
    Recurrent.check("GRU", stateful);
    Check.positive("units", units);
    Check.fraction("dropout", dropout);
    Check.fraction("recurrent_dropout", recurrentDropout);
  }

  @Override
  public Cell cell() {
    return new GRUCell(
        units,
        activation,
        recurrentActivation,
        useBias,
        kernelInitializer,
        recurrentInitializer,
        biasInitializer,
        kernelRegularizer,
        recurrentRegularizer,
        biasRegularizer,
        kernelConstraint,
        recurrentConstraint,
        biasConstraint,
        dropout,
        recurrentDropout,
        resetAfter,
        seed);
  }
}
