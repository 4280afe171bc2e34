package dev.barycenter.graph.training.loss;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code (1 - p[label]^q) / q}, which bears wrong labels (Zhang and Sabuncu, arXiv 1805.07836).
 *
 * @param q between 0 and 1: near 0 the crossentropy, near 1 the absolute error
 */
public record CategoricalGeneralizedCrossEntropy(
    @Default("0.5") double q, @Default("sum_over_batch_size") Reduction reduction) implements Loss {
  /** Checks the arguments. */
  public CategoricalGeneralizedCrossEntropy {
    reduction = Reduction.checked(reduction);
    if (!(q > 0 && q < 1)) {
      throw new IllegalArgumentException("'q' must be between 0 and 1, but was %s.".formatted(q));
    }
  }

  @Override
  public Value samples(Ops ops, Value target, Value prediction) {
    Value chosen = ops.oneHot(target, (int) prediction.dim(-1));
    Value p = ops.sum(ops.multiply(prediction, chosen), false, -1);
    return ops.scale(Formula.oneMinus(ops, ops.power(p, q)), 1 / q);
  }

  @Override
  public Shape targetShape(Shape prediction) {
    return prediction.slice(0, prediction.rank() - 1);
  }

  @Override
  public Fit check(Shape prediction, Shape target, @Nullable Activation last) {
    return FitCheck.severalClasses(this, prediction)
        .and(FitCheck.shapes(this, prediction, target))
        .and(FitCheck.scale(this, false, last, "softmax"));
  }
}
