package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that losses share, with messages in one form. */
final class FitCheck {
  private static final Set<Activation> NO_PROBABILITY =
      Set.of(Activation.LINEAR, Activation.RELU, Activation.TANH);

  private FitCheck() {}

  /** Demands targets of the shape that the loss wants, up to a last axis of length 1. */
  static Fit shapes(Loss loss, Shape prediction, Shape target) {
    Shape wanted = loss.targetShape(prediction);
    if (matches(target, wanted) || matches(squeezed(target), squeezed(wanted))) {
      return Fit.GOOD;
    }
    return Fit.error(
        "%s wants targets of shape %s for an output of shape %s, but they have shape %s. Change the targets, or the units of the last layer.",
        loss.name(), wanted, prediction, target);
  }

  /** Returns whether two shapes are equal as far as they are known. */
  static boolean matches(Shape a, Shape b) {
    if (a.rank() != b.rank()) {
      return false;
    }
    for (int i = 0; i < a.rank(); i++) {
      boolean known = a.dim(i) != Shape.UNKNOWN && b.dim(i) != Shape.UNKNOWN;
      if (known && a.dim(i) != b.dim(i)) {
        return false;
      }
    }
    return true;
  }

  private static Shape squeezed(Shape shape) {
    return shape.rank() > 0 && shape.last() == 1 ? shape.slice(0, shape.rank() - 1) : shape;
  }

  /** Warns of a softmax over one unit, which is always 1. */
  static Fit single(Shape prediction, @Nullable Activation last) {
    return last == Activation.SOFTMAX && units(prediction) == 1
        ? Fit.warning(
            "The output is a softmax over 1 unit, which is always 1. Use activation sigmoid.")
        : Fit.GOOD;
  }

  /** Returns the length of the last axis, 1 for a scalar. */
  static int units(Shape prediction) {
    return prediction.rank() == 0 ? 1 : prediction.last();
  }

  /** Demands more than one class. */
  static Fit severalClasses(Loss loss, Shape prediction) {
    return units(prediction) == 1
        ? Fit.error(
            "%s compares classes, but the output has shape %s: one class, with a loss that is always 0. Use binary_crossentropy, or give the last layer one unit per class.",
            loss.name(), prediction)
        : Fit.GOOD;
  }

  /** Compares what the loss takes, logits or probabilities, with what the activation makes. */
  static Fit scale(Loss loss, boolean fromLogits, @Nullable Activation last, String usual) {
    if (last == null) {
      return Fit.GOOD;
    }
    String name = last.name().toLowerCase(Locale.ROOT);
    boolean probability = last == Activation.SOFTMAX || last == Activation.SIGMOID;
    if (fromLogits && probability) {
      return Fit.warning(
          "%s has from_logits: true, but the output is a %s, which makes probabilities. Use activation linear, or from_logits: false.",
          loss.name(), name);
    }
    if (!fromLogits && NO_PROBABILITY.contains(last)) {
      return Fit.warning(
          "%s wants probabilities, but the output has activation %s. Use activation %s, or from_logits: true.",
          loss.name(), name, usual);
    }
    return Fit.GOOD;
  }
}
