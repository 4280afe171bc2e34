package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * The activation functions of {@code keras.activations} that can be named without arguments, with
 * Keras's default arguments.
 */
public enum Activation {
  /** {@code x}. */
  LINEAR,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  /** {@code x} above 0, else {@code 0.2 x}. */
  LEAKY_RELU,
  /** {@code x} above 0, else {@code e^x - 1} (Clevert et al., arXiv 1511.07289). */
  ELU,
  /** The function {@link #ELU} for another parametrization (arXiv 1704.07483); equal for 1. */
  CELU,
  /** {@link #ELU} scaled so that activations normalize themselves (arXiv 1706.02515). */
  SELU,
  /** {@code x} times the normal distribution function of x (Hendrycks, arXiv 1606.08415). */
  GELU,
  /** {@code x sigmoid(x)}, also called swish (Ramachandran et al., arXiv 1710.05941). */
  @Alias("swish")
  SILU,
  /** {@code x relu6(x + 3) / 6} (MobileNetV3, arXiv 1905.02244). */
  @Alias("hard_swish")
  HARD_SILU,
  /** {@code x tanh(softplus(x))} (Misra, arXiv 1908.08681). */
  MISH,
  /** The first half of the last axis times the sigmoid of the second (arXiv 1612.08083). */
  GLU,
  /** {@code log(1 + e^x)}. */
  SOFTPLUS,
  /** {@code (x + sqrt(x^2 + 4)) / 2} (Barron, arXiv 2112.11687). */
  SQUAREPLUS,
  /** 0 up to -1, {@code (x + 1)^2 / 4} up to 1, then {@code x}. */
  SPARSE_PLUS,
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN,
  /** {@code e^x}. */
  EXPONENTIAL,
  /** {@code 1 / (1 + e^-x)}. */
  SIGMOID,
  /** {@code log(sigmoid(x))}. */
  LOG_SIGMOID,
  /** {@code relu6(x + 3) / 6}, as since Keras 3. */
  HARD_SIGMOID,
  /** {@code (x + 1) / 2}, at least 0 and at most 1. */
  SPARSE_SIGMOID,
  /** {@code tanh(x)}. */
  TANH,
  /** {@code x}, at least -1 and at most 1. */
  HARD_TANH,
  /** {@code x - tanh(x)}. */
  TANH_SHRINK,
  /** {@code x} where {@code |x| > 0.5}, else 0. */
  HARD_SHRINK,
  /** {@code x} moved towards 0 by at most 0.5. */
  SOFT_SHRINK,
  /** {@code e^x / sum(e^x)} over the last axis. */
  SOFTMAX,
  /** {@code x - log(sum(e^x))} over the last axis. */
  LOG_SOFTMAX;

  static final double SELU_ALPHA = 1.6732632423543772;
  static final double SELU_SCALE = 1.0507009873554805;

  /** Records the function. */
  public Value apply(Ops ops, Value x) {
    return switch (this) {
      case LINEAR -> x;
      case RELU -> ops.relu(x);
      case RELU6 -> ops.relu6(x);
      case LEAKY_RELU -> leakyRelu(ops, x, 0.2);
      case ELU, CELU -> elu(ops, x, 1);
      case SELU -> ops.scale(elu(ops, x, SELU_ALPHA), SELU_SCALE);
      case GELU -> gelu(ops, x, false);
      case SILU -> ops.multiply(x, ops.sigmoid(x));
      case HARD_SILU -> ops.multiply(x, HARD_SIGMOID.apply(ops, x));
      case MISH -> ops.multiply(x, ops.tanh(softplus(ops, x)));
      case GLU -> glu(ops, x, -1);
      case SOFTPLUS -> softplus(ops, x);
      case SQUAREPLUS -> squareplus(ops, x, 4);
      case SPARSE_PLUS -> sparsePlus(ops, x);
      case SOFTSIGN -> ops.divide(x, ops.shift(ops.abs(x), 1));
      case EXPONENTIAL -> ops.exp(x);
      case SIGMOID -> ops.sigmoid(x);
      case LOG_SIGMOID -> ops.negative(softplus(ops, ops.negative(x)));
      case HARD_SIGMOID -> ops.scale(ops.clip(ops.shift(x, 3), 0, 6), 1.0 / 6);
      case SPARSE_SIGMOID -> ops.clip(ops.scale(ops.shift(x, 1), 0.5), 0, 1);
      case TANH -> ops.tanh(x);
      case HARD_TANH -> ops.clip(x, -1, 1);
      case TANH_SHRINK -> ops.subtract(x, ops.tanh(x));
      case HARD_SHRINK -> hardShrink(ops, x, 0.5);
      case SOFT_SHRINK -> softShrink(ops, x, 0.5);
      case SOFTMAX -> ops.softmax(x, -1);
      case LOG_SOFTMAX -> ops.subtract(x, ops.logSumExp(x, -1, true));
    };
  }

  /** Returns the shape of the function's value for an input of a shape. */
  public Shape outputShape(Shape input) {
    if (this != GLU) {
      return input;
    }
    Check.known("Activation glu", input, -1);
    Check.refuse(
        input.last() % 2 != 0,
        "Activation glu halves the last axis, whose length must be even, but the shape is %s.",
        input);
    return input.with(-1, input.last() / 2);
  }

  /** Records {@code x} above 0, else {@code slope x}. */
  static Value leakyRelu(Ops ops, Value x, double slope) {
    return ops.subtract(ops.relu(x), ops.scale(ops.relu(ops.negative(x)), slope));
  }

  /** Records {@code x} above 0, else {@code alpha (e^x - 1)}. */
  static Value elu(Ops ops, Value x, double alpha) {
    Value below = ops.shift(ops.exp(ops.negative(ops.relu(ops.negative(x)))), -1);
    return ops.add(ops.relu(x), ops.scale(below, alpha));
  }

  /** Records {@code x P(X <= x)} for a standard normal X, or its approximation by tanh. */
  static Value gelu(Ops ops, Value x, boolean approximate) {
    if (!approximate) {
      return ops.gelu(x);
    }
    Value half = ops.scale(x, 0.5);
    Value cubic = ops.add(x, ops.scale(ops.multiply(ops.square(x), x), 0.044715));
    return ops.multiply(half, ops.shift(ops.tanh(ops.scale(cubic, Math.sqrt(2 / Math.PI))), 1));
  }

  /** Records {@code log(1 + e^x)} so that no power overflows. */
  static Value softplus(Ops ops, Value x) {
    return ops.add(ops.relu(x), ops.softplus(ops.negative(ops.abs(x))));
  }

  /** Records {@code (x + sqrt(x^2 + b)) / 2}. */
  static Value squareplus(Ops ops, Value x, double b) {
    return ops.scale(ops.add(x, ops.sqrt(ops.shift(ops.square(x), b))), 0.5);
  }

  /** Records the first half along an axis times the sigmoid of the second. */
  static Value glu(Ops ops, Value x, int axis) {
    long half = x.dim(axis) / 2;
    Value gate = ops.sigmoid(ops.slice(x, axis, half, half));
    return ops.multiply(ops.slice(x, axis, 0, half), gate);
  }

  /** Records {@code x} where it is further from 0 than a threshold, else 0. */
  static Value hardShrink(Ops ops, Value x, double threshold) {
    return ops.multiply(x, ops.greater(ops.abs(x), ops.constant(threshold)));
  }

  /** Records {@code x} moved towards 0 by at most a threshold. */
  static Value softShrink(Ops ops, Value x, double threshold) {
    return ops.subtract(x, ops.clip(x, -threshold, threshold));
  }

  private static Value sparsePlus(Ops ops, Value x) {
    Value bend = ops.clip(ops.shift(x, 1), 0, 2);
    return ops.add(ops.scale(ops.square(bend), 0.25), ops.relu(ops.shift(x, -1)));
  }
}
