package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/** The activation functions of {@code keras.activations}. */
public enum Activation {
  /** {@code x}. */
  LINEAR,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  /** {@code 1 / (1 + e^-x)}. */
  SIGMOID,
  /** {@code tanh(x)}. */
  TANH,
  /** {@code e^x / sum(e^x)} over the last axis. */
  SOFTMAX,
  /** {@code x - log(sum(e^x))} over the last axis. */
  LOG_SOFTMAX;

  /** Records the function. */
  public Value apply(Ops ops, Value x) {
    return switch (this) {
      case LINEAR -> x;
      case RELU -> ops.relu(x);
      case RELU6 -> ops.clip(x, 0, 6);
      case SIGMOID -> ops.sigmoid(x);
      case TANH -> ops.tanh(x);
      case SOFTMAX -> ops.softmax(x, -1);
      case LOG_SOFTMAX -> ops.subtract(x, ops.logSumExp(x, -1, true));
    };
  }
}
