package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code -sum(alpha (1 - p)^gamma t log(p))} over classes (after Lin et al., arXiv 1708.02002).
 *
 * @param alpha the weight of all classes, or one weight for each
 * @param gamma 0 gives the plain crossentropy times alpha; higher values look more at hard examples
 * @param fromLogits whether {@code p = softmax(prediction)}
 */
public record CategoricalFocalCrossentropy(
    @Default("0.25") List<Double> alpha,
    @Default("2.0") double gamma,
    @Default("false") boolean fromLogits,
    @Default("0.0") double labelSmoothing,
    @Default("-1") int axis,
    @Default("sum_over_batch_size") Reduction reduction)
    implements Loss {
  /** Checks the arguments. */
  public CategoricalFocalCrossentropy {
    reduction = Reduction.checked(reduction);
    alpha = List.copyOf(alpha);
    LossCheck.smoothing(labelSmoothing);
    LossCheck.notNegative("gamma", gamma);
  }

  @Override
  public Value samples(Ops ops, Value target, Value prediction) {
    Value t = Formula.smoothed(ops, target, labelSmoothing, target.dim(-1));
    Value given = fromLogits ? ops.softmax(prediction, axis) : prediction;
    Value p = Formula.clipped(ops, Formula.shares(ops, given, axis));
    Value plain = ops.multiply(ops.negative(t), ops.log(p));
    Value focus = ops.multiply(ops.power(Formula.oneMinus(ops, p), gamma), weights(ops));
    return ops.sum(ops.multiply(focus, plain), false, axis);
  }

  private Value weights(Ops ops) {
    double[] numbers = alpha.stream().mapToDouble(Double::doubleValue).toArray();
    return numbers.length == 1 ? ops.constant(numbers[0]) : ops.constant(numbers, numbers.length);
  }

  @Override
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    Fit one = FitCheck.severalClasses(this, prediction);
    if (!one.errors().isEmpty()) {
      return one;
    }
    Fit weights =
        alpha.size() == 1 || alpha.size() == prediction.last()
            ? Fit.GOOD
            : Fit.error(
                "%s has %d weights in 'alpha' for %d classes. Give one weight, or one for each class.",
                name(), alpha.size(), prediction.last());
    return weights
        .and(CategoricalCrossentropy.oneHot(this, prediction, target, last))
        .and(FitCheck.scale(this, fromLogits, last, "softmax"));
  }
}
