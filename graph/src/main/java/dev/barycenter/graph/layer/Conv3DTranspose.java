package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution of volumes: the way back through a convolution's shapes.
 *
 * <p>Shapes, batch axis excluded, channels last:
 *
 * <ul>
 *   <li>input {@code x}: {@code (depth, height, width, channels)}
 *   <li>{@code kernel}: {@code (kernel_size..., filters, channels)}; {@code bias}: {@code
 *       (filters)}
 *   <li>output {@code y}: {@code (new depth, new height, new width, filters)}; a length n becomes
 *       {@code n stride} with padding same, {@code (n - 1) stride + max(extent, stride)} with
 *       valid, where {@code extent = (kernel_size - 1) dilation_rate + 1}
 * </ul>
 *
 * @param filters the number of output channels; positive
 * @param kernelSize the size of the window
 * @param strides how far apart neighbors are spread
 * @param outputPadding with it a length n becomes {@code (n - 1) stride + output_padding} plus
 *     {@code extent} with padding valid, plus {@code extent % 2} with same; below strides; null for
 *     the lengths above
 * @param dilationRate the distance between the positions that the window covers; 1 for no gaps
 */
@Alias({"Convolution3DTranspose"})
public record Conv3DTranspose(
    int filters,
    Dims kernelSize,
    @Default("1") Dims strides,
    @Default("valid") Padding padding,
    @Default("null") @Nullable Dims outputPadding,
    @Default("channels_last") DataFormat dataFormat,
    @Default("1") Dims dilationRate,
    @Default("linear") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint biasConstraint)
    implements TransposedConvolution {

  /** Checks the arguments. */
  public Conv3DTranspose {
    kernelSize = kernelSize.expand(3, "kernel_size", 1);
    strides = strides.expand(3, "strides", 1);
    dilationRate = dilationRate.expand(3, "dilation_rate", 1);
    outputPadding = outputPadding == null ? null : outputPadding.expand(3, "output_padding", 0);
    TransposedConvolution.check(filters, padding, strides, dilationRate, outputPadding);
  }
}
