package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of each channel of a sequence by itself.
 *
 * <p>Shapes, batch axis excluded, channels last:
 *
 * <ul>
 *   <li>input {@code x}: {@code (steps, channels)}
 *   <li>{@code kernel}: {@code (kernel_size..., channels, depth_multiplier)}; {@code bias}: {@code
 *       (channels depth_multiplier)}
 *   <li>output {@code y}: {@code (new steps, channels depth_multiplier)}, the outputs of one
 *       channel beside each other
 * </ul>
 *
 * @param kernelSize the size of the window
 * @param strides how far the window moves at a time
 * @param depthMultiplier the number of outputs of each channel; positive
 * @param dilationRate the distance between the positions that the window covers; 1 for no gaps
 */
public record DepthwiseConv1D(
    Dims kernelSize,
    @Default("1") Dims strides,
    @Default("valid") Padding padding,
    @Default("1") int depthMultiplier,
    @Default("channels_last") DataFormat dataFormat,
    @Default("1") Dims dilationRate,
    @Default("linear") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer depthwiseInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer depthwiseRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint depthwiseConstraint,
    @Default("null") @Nullable Constraint biasConstraint)
    implements DepthwiseConvolution {

  /** Checks the arguments. */
  public DepthwiseConv1D {
    kernelSize = kernelSize.expand(1, "kernel_size", 1);
    strides = strides.expand(1, "strides", 1);
    dilationRate = dilationRate.expand(1, "dilation_rate", 1);
    Check.positive("depth_multiplier", depthMultiplier);
    Check.notCausal(padding);
  }
}
