package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Dims;
import org.jspecify.annotations.Nullable;

/**
 * What ConvLSTM1D, ConvLSTM2D and ConvLSTM3D share: an LSTM whose products are convolutions (Shi et
 * al., arXiv 1506.04214).
 *
 * <p>Shapes, batch axis excluded: the sequence is {@code (time, spatial..., channels)}; each state
 * and the output of a step are {@code (new spatial..., filters)}. Weights: {@code kernel} {@code
 * (kernel_size..., channels, 4 filters)}, {@code recurrent_kernel} {@code (kernel_size..., filters,
 * 4 filters)}, {@code bias} {@code (4 filters)}; the gates lie in the order i, f, c, o.
 */
interface ConvLSTM extends Recurrent {
  int filters();

  Dims kernelSize();

  Dims strides();

  Padding padding();

  Dims dilationRate();

  Activation activation();

  Activation recurrentActivation();

  boolean useBias();

  Initializer kernelInitializer();

  Initializer recurrentInitializer();

  Initializer biasInitializer();

  boolean unitForgetBias();

  @Nullable Regularizer kernelRegularizer();

  @Nullable Regularizer recurrentRegularizer();

  @Nullable Regularizer biasRegularizer();

  @Nullable Constraint kernelConstraint();

  @Nullable Constraint recurrentConstraint();

  @Nullable Constraint biasConstraint();

  double dropout();

  double recurrentDropout();

  @Nullable JsonNode seed();

  @Override
  default Cell cell() {
    return new ConvLSTMCell(this);
  }

  @Override
  default int rank() {
    return kernelSize().values().size() + 2;
  }

  /** Refuses what the layer cannot do. */
  static void check(
      String layer, int filters, Padding padding, DataFormat format, boolean stateful) {
    Recurrent.check(layer, stateful);
    Check.positive("filters", filters);
    Check.refuse(
        padding == Padding.CAUSAL,
        "%s cannot have padding 'causal'. Use 'same' or 'valid'.",
        layer);
    Check.refuse(
        format != DataFormat.CHANNELS_LAST,
        "%s cannot have data_format 'channels_first'. Move the channels to the last axis with Permute.",
        layer);
  }
}
