package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Family;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a step moves the weights {@code w} by their gradients {@code g}.
 *
 * <p>Formulas, arguments and defaults are those of {@code keras.optimizers} in Keras 3; {@code lr}
 * is the rate of the step and {@code n} its number, from 1. Numbers that one step has for all
 * weights are rounded to float where Keras's torch backend rounds them.
 *
 * <p>{@code weight_decay} is decoupled: {@code w = w * (1 - weight_decay * lr)} before each step,
 * for every trainable weight, biases included, as in Keras.
 */
public sealed interface Optimizer extends Serializable
    permits SGD, Adam, AdamW, Adamax, Nadam, RMSprop, Adagrad, Adadelta, Lion, Ftrl {
  /** All optimizers. */
  Family<Optimizer> FAMILY =
      new Family<>(
          "optimizer",
          List.of(
              SGD.class,
              Adam.class,
              AdamW.class,
              Adamax.class,
              Nadam.class,
              RMSprop.class,
              Adagrad.class,
              Adadelta.class,
              Lion.class,
              Ftrl.class),
          refused());

  private static Map<String, String> refused() {
    String factored = "its state is made of rows and columns of single weights. Use adam.";
    String whole = "its step needs the norms of single weights. Use adamw.";
    String scaled =
        "the networks here train in float32, whose gradients need no scale. Use its inner optimizer.";
    return Map.of(
        "Adafactor", factored,
        "adafactor", factored,
        "Muon", whole,
        "muon", whole,
        "Lamb", whole,
        "lamb", whole,
        "LossScaleOptimizer", scaled,
        "loss_scale_optimizer", scaled);
  }

  /** Returns the learning rate. */
  LearningRateSchedule learningRate();

  /** Returns the share of the rate by which weights shrink at each step; null for none. */
  @Nullable Double weightDecay();

  /** Returns what all optimizers share. */
  StepOptions options();

  /** Returns the slots, in the order in which the state holds them. */
  List<Slot> slots();

  /** Returns the arithmetic of one step. */
  Kernel kernel(Step step);

  /**
   * Returns which slot of which trainable weight each variable of a Keras file holds, after the
   * iteration and, where the rate is a number, the learning rate.
   *
   * @param weights the number of trainable weights
   */
  default List<Slot.Of> savedOrder(int weights) {
    List<Slot.Of> order = new ArrayList<>();
    List<Slot> slots = slots();
    int groups = slots.stream().mapToInt(slot -> slot.group() + 1).max().orElse(0);
    for (int group = 0; group < groups; group++) {
      for (int weight = 0; weight < weights; weight++) {
        for (int slot = 0; slot < slots.size(); slot++) {
          if (slots.get(slot).group() == group) {
            order.add(new Slot.Of(slot, weight));
          }
        }
      }
    }
    return order;
  }

  /**
   * Returns the numbers that a Keras file holds after the slots; they are functions of the step
   * counter, so that the state does not hold them.
   *
   * @param steps the steps taken so far
   */
  default List<Float> savedNumbers(long steps) {
    return List.of();
  }
}
