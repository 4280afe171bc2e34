package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A long short-term memory over sequences of images, with convolutions for products (Shi et al.,
 * arXiv 1506.04214).
 *
 * <p>Shapes, batch axis excluded: input {@code (time, height, width, channels)}; each state and the
 * output of a step {@code (new height, width, filters)}. Masks and states are as in {@link LSTM}.
 *
 * @param filters the number of channels of each state; positive
 * @param kernelSize the size of the window
 * @param strides how far the window moves at a time over the input
 * @param dataFormat {@code channels_first} is refused
 * @param dilationRate the distance between the positions of the input that the window covers
 * @param goBackwards whether time runs from the last step to the first; the output keeps that order
 * @param stateful refused: a replica sees its examples in another order each epoch
 * @param unroll accepted, without meaning here
 */
public record ConvLSTM2D(
    int filters,
    Dims kernelSize,
    @Default("1") Dims strides,
    @Default("valid") Padding padding,
    @Default("channels_last") DataFormat dataFormat,
    @Default("1") Dims dilationRate,
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
    implements ConvLSTM {

  /** Checks the arguments. */
  public ConvLSTM2D {
    ConvLSTM.check("ConvLSTM2D", filters, padding, dataFormat, stateful);
    kernelSize = kernelSize.expand(2, "kernel_size", 1);
    strides = strides.expand(2, "strides", 1);
    dilationRate = dilationRate.expand(2, "dilation_rate", 1);
    Convolution.check(filters, 1, strides, dilationRate);
    Check.fraction("dropout", dropout);
    Check.fraction("recurrent_dropout", recurrentDropout);
  }
}
