package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of images: {@code y = activation(kernel * x + bias)}.
 *
 * <p>Shapes, batch axis excluded, channels last:
 *
 * <ul>
 *   <li>input {@code x}: {@code (height, width, channels)}
 *   <li>{@code kernel}: {@code (kernel_size..., channels / groups, filters)}; {@code bias}: {@code
 *       (filters)}
 *   <li>output {@code y}: {@code (new height, new width, filters)}; a length n becomes {@code
 *       ceil(n / stride)} with padding same, {@code floor((n - extent) / stride) + 1} with valid,
 *       where {@code extent = (kernel_size - 1) dilation_rate + 1}
 * </ul>
 *
 * @param filters the number of output channels; positive
 * @param kernelSize the size of the window
 * @param strides how far the window moves at a time
 * @param dilationRate the distance between the positions that the window covers; 1 for no gaps
 * @param groups how many groups the channels are cut into, each output seeing one group of inputs
 */
@Alias({"Convolution2D"})
public record Conv2D(
    int filters,
    Dims kernelSize,
    @Default("1") Dims strides,
    @Default("valid") Padding padding,
    @Default("channels_last") DataFormat dataFormat,
    @Default("1") Dims dilationRate,
    @Default("1") int groups,
    @Default("linear") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint biasConstraint)
    implements Convolution {

  /** Checks the arguments. */
  public Conv2D {
    kernelSize = kernelSize.expand(2, "kernel_size", 1);
    strides = strides.expand(2, "strides", 1);
    dilationRate = dilationRate.expand(2, "dilation_rate", 1);
    Convolution.check(filters, groups, strides, dilationRate);
    Check.notCausal(padding);
  }
}
