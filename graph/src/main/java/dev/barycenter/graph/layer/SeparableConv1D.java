package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of each channel of a sequence by itself, then a mix of the channels at each
 * position (Chollet, arXiv 1610.02357).
 *
 * <p>Shapes, batch axis excluded, channels last:
 *
 * <ul>
 *   <li>input {@code x}: {@code (steps, channels)}
 *   <li>{@code depthwise_kernel}: {@code (kernel_size..., channels, depth_multiplier)}; {@code
 *       pointwise_kernel}: {@code (1..., channels depth_multiplier, filters)}; {@code bias}: {@code
 *       (filters)}
 *   <li>output {@code y}: {@code (new steps, filters)}
 * </ul>
 *
 * @param filters the number of output channels; positive
 * @param kernelSize the size of the window
 * @param strides how far the window moves at a time
 * @param dilationRate the distance between the positions that the window covers; 1 for no gaps
 * @param depthMultiplier the number of channels that each input channel becomes before the mix
 */
@Alias({"SeparableConvolution1D"})
public record SeparableConv1D(
    int filters,
    Dims kernelSize,
    @Default("1") Dims strides,
    @Default("valid") Padding padding,
    @Default("channels_last") DataFormat dataFormat,
    @Default("1") Dims dilationRate,
    @Default("1") int depthMultiplier,
    @Default("linear") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer depthwiseInitializer,
    @Default("glorot_uniform") Initializer pointwiseInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer depthwiseRegularizer,
    @Default("null") @Nullable Regularizer pointwiseRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint depthwiseConstraint,
    @Default("null") @Nullable Constraint pointwiseConstraint,
    @Default("null") @Nullable Constraint biasConstraint)
    implements SeparableConvolution {

  /** Checks the arguments. */
  public SeparableConv1D {
    kernelSize = kernelSize.expand(1, "kernel_size", 1);
    strides = strides.expand(1, "strides", 1);
    dilationRate = dilationRate.expand(1, "dilation_rate", 1);
    Check.positive("filters", filters);
    Check.positive("depth_multiplier", depthMultiplier);
    Check.notCausal(padding);
  }
}
