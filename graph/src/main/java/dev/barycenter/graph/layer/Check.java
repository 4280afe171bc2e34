package dev.barycenter.graph.layer;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks that layers share, with messages in one form. */
final class Check {
  private Check() {}

  static void positive(String argument, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "'%s' must be at least 1, but was %d.".formatted(argument, number));
    }
  }

  static void fraction(String argument, double number) {
    if (!(number >= 0 && number < 1)) {
      throw new IllegalArgumentException(
          "'%s' must be at least 0 and below 1, but was %s.".formatted(argument, number));
    }
  }

  static void atLeastZero(String argument, double number) {
    if (!(number >= 0)) {
      throw new IllegalArgumentException(
          "'%s' must be at least 0, but was %s.".formatted(argument, number));
    }
  }

  /** Returns the position of an axis counted from the first, batch axis counted as 0. */
  static int axis(String layer, Shape input, int axis) {
    int at = axis < 0 ? axis + input.rank() + 1 : axis;
    if (at < 1 || at > input.rank()) {
      throw new IllegalArgumentException(
          "%s cannot work along axis %d of inputs of shape %s. Choose one from 1 to %d, or -1 for the last."
              .formatted(layer, axis, input.withBatch(), input.rank()));
    }
    return at;
  }

  /** Returns the only input. */
  static Shape one(String layer, List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          "%s takes one input, but is given %d: %s. Join them first, for example with Concatenate."
              .formatted(layer, inputs.size(), inputs));
    }
    return inputs.get(0);
  }

  /** Returns the only input, which must have the given number of axes. */
  static Shape rank(String layer, List<Shape> inputs, int rank, String axes) {
    Shape input = one(layer, inputs);
    if (input.rank() != rank) {
      throw new IllegalArgumentException(
          "%s takes inputs of shape %s, but is given %s. %s"
              .formatted(
                  layer,
                  axes,
                  input,
                  input.rank() > rank ? "Flatten or pool it first." : "Reshape it first."));
    }
    return input;
  }

  /** Demands that an axis has a known length. */
  static void known(String layer, Shape input, int axis) {
    if (input.rank() == 0 || input.dim(axis) == Shape.UNKNOWN) {
      throw new IllegalArgumentException(
          "%s must know the length of axis %d of its input, but its shape is %s. Give the input a full shape."
              .formatted(layer, axis, input));
    }
  }

  /** Refuses causal padding where there is more than time, or nothing that it could mean. */
  static void notCausal(Padding padding) {
    refuse(
        padding == Padding.CAUSAL,
        "'padding' must be valid or same here, but was causal, which only Conv1D has.");
  }

  /** Refuses an argument's value that has no meaning here. */
  static void refuse(boolean refused, String message, @Nullable Object... arguments) {
    if (refused) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
