package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the layers with kernels share: arguments, a bias perhaps, and an activation. */
interface KernelLayer extends Spatial {
  Dims kernelSize();

  Dims strides();

  Dims dilationRate();

  Activation activation();

  boolean useBias();

  Initializer biasInitializer();

  @Nullable Regularizer biasRegularizer();

  @Nullable Constraint biasConstraint();

  @Override
  default int spatialRank() {
    return kernelSize().values().size();
  }

  /** Returns the shape of a kernel that has two more axes. */
  default Shape kernelShape(int in, int out) {
    return new Shape(kernelSize().values()).plus(in, out);
  }

  /** Returns the kernels and, if the layer has one, the bias of its output channels. */
  default List<WeightSpec> withBias(int channels, WeightSpec... kernels) {
    List<WeightSpec> weights = new ArrayList<>(List.of(kernels));
    if (useBias()) {
      weights.add(
          WeightSpec.trainable(
              "bias", Shape.of(channels), biasInitializer(), biasRegularizer(), biasConstraint()));
    }
    return weights;
  }

  /** Returns the bias; null if the layer has none. */
  default @Nullable Value bias(LayerCall call) {
    return useBias() ? call.weight("bias") : null;
  }

  /** Records what comes last: the move of the channels back, and the activation. */
  default Value activated(LayerCall call, Value y) {
    return activation().apply(call.ops(), dataFormat().fromChannelsLast(call.ops(), y));
  }
}
