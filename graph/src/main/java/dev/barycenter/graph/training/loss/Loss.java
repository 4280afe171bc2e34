package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A measure of how far predictions are from their targets.
 *
 * <p>Formulas, arguments and defaults are those of {@code keras.losses} in Keras 3. {@code t} is a
 * target, {@code p} a prediction, {@code mean} and {@code sum} go over the last axis, {@code eps}
 * is {@value #EPSILON}.
 */
public sealed interface Loss extends Serializable
    permits ErrorLoss,
        MarginLoss,
        OverlapLoss,
        BinaryCrossentropy,
        BinaryFocalCrossentropy,
        CategoricalCrossentropy,
        CategoricalFocalCrossentropy,
        CategoricalGeneralizedCrossEntropy,
        SparseCategoricalCrossentropy {
  /** Keras's smallest number that is divided by or taken the logarithm of. */
  double EPSILON = 1e-7;

  /** All losses. */
  Family<Loss> FAMILY =
      new Family<>(
          "loss",
          List.of(
              ErrorLoss.MeanSquaredError.class,
              ErrorLoss.MeanAbsoluteError.class,
              ErrorLoss.MeanAbsolutePercentageError.class,
              ErrorLoss.MeanSquaredLogarithmicError.class,
              ErrorLoss.CosineSimilarity.class,
              ErrorLoss.Huber.class,
              ErrorLoss.LogCosh.class,
              ErrorLoss.Poisson.class,
              ErrorLoss.KLDivergence.class,
              BinaryCrossentropy.class,
              BinaryFocalCrossentropy.class,
              CategoricalCrossentropy.class,
              CategoricalFocalCrossentropy.class,
              CategoricalGeneralizedCrossEntropy.class,
              SparseCategoricalCrossentropy.class,
              MarginLoss.Hinge.class,
              MarginLoss.SquaredHinge.class,
              MarginLoss.CategoricalHinge.class,
              OverlapLoss.Dice.class,
              OverlapLoss.Tversky.class),
          Map.of(
              "CTC", Refusal.CTC,
              "ctc", Refusal.CTC,
              "Circle", Refusal.CIRCLE,
              "circle", Refusal.CIRCLE));

  /** Returns how the losses of the samples become one number. */
  Reduction reduction();

  /**
   * Records the loss of each sample, for a target and a prediction that fit together.
   *
   * @param target what was wanted, of {@link #targetShape}, batch axis added
   * @param prediction what was predicted, batch axis included
   */
  Value samples(Ops ops, Value target, Value prediction);

  /** Records which samples the loss itself leaves out: 1 where one counts; null if all do. */
  default @Nullable Value valid(Ops ops, Value target, Value prediction) {
    return null;
  }

  /**
   * Records the loss of each sample.
   *
   * @param target what was wanted; may lack, or have too much, a last axis of length 1
   */
  default Value perSample(Ops ops, Value target, Value prediction) {
    Alignment aligned = Alignment.of(ops, this, target, prediction);
    return samples(ops, aligned.target(), aligned.prediction());
  }

  /**
   * Records how the losses of samples become one number.
   *
   * @param losses what {@link #perSample} made of the target and the prediction
   * @param weights the weight of each example or sample; null for 1 everywhere
   * @param mask the mask of the prediction: 1 where a time step counts; null where all do
   */
  default Value reduce(
      Ops ops,
      Value losses,
      Value target,
      Value prediction,
      @Nullable Value weights,
      @Nullable Value mask) {
    Alignment aligned = Alignment.of(ops, this, target, prediction);
    Value own = valid(ops, aligned.target(), aligned.prediction());
    Value both = own == null ? mask : mask == null ? own : ops.multiply(own, mask);
    return reduction().apply(ops, losses, weights, both);
  }

  /** Records the whole loss: {@link #perSample}, then {@link #reduce}. */
  default Value record(
      Ops ops, Value target, Value prediction, @Nullable Value weights, @Nullable Value mask) {
    Value losses = perSample(ops, target, prediction);
    return reduce(ops, losses, target, prediction, weights, mask);
  }

  /** Returns the shape of the targets that belong to predictions of the given shape. */
  default Shape targetShape(Shape prediction) {
    return prediction;
  }

  /**
   * Tells whether the loss can be right on an output.
   *
   * @param prediction the shape of the output
   * @param target the shape of its targets
   * @param last the activation that makes the output; null if it is not known
   */
  default Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    return FitCheck.shapes(this, prediction, target).and(FitCheck.single(prediction, last));
  }

  /**
   * Returns the activation right before the loss with which it may be computed in one go, by {@link
   * #samplesOfLogits}, with equal results up to rounding; null if there is none.
   */
  default @Nullable Activation fusesWith() {
    return null;
  }

  /**
   * Records the loss of each sample from the input of the activation {@link #fusesWith}: cheaper,
   * and without the loss of digits where a probability is near 0 or 1. What Keras clips is clipped
   * here too, so values and gradients are those of the two separate steps.
   */
  default Value samplesOfLogits(Ops ops, Value target, Value logits) {
    throw new IllegalStateException(name() + " is not computed from logits.");
  }

  /** Returns the name of the loss in Keras, such as {@code mean_squared_error}. */
  default String name() {
    return Family.label(getClass());
  }
}
