package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent, with momentum if it is above 0.
 *
 * <pre>
 *   w = w - lr g                                   without momentum
 *   m = momentum m - lr g;  w = w + m              with momentum (Polyak, 1964)
 *   m = momentum m - lr g;  w = w + momentum m - lr g    Nesterov (Sutskever et al., ICML 2013)
 * </pre>
 */
public record SGD(
    @Default("0.01") LearningRateSchedule learningRate,
    @Default("0.0") double momentum,
    @Default("false") boolean nesterov,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public SGD {
    OptimizerCheck.notNegative("momentum", momentum);
    if (momentum > 1) {
      throw new IllegalArgumentException("'momentum' must be at most 1, but was " + momentum + ".");
    }
  }

  @Override
  public List<Slot> slots() {
    return momentum == 0 ? List.of() : List.of(Slot.of("momentum"));
  }

  @Override
  public Kernel kernel(Step step) {
    float keep = step.keep();
    float rate = step.rate();
    float carry = (float) momentum;
    if (momentum == 0) {
      return (w, g, s, n) -> plain(w, g, n, keep, rate);
    }
    return nesterov
        ? (w, g, s, n) -> ahead(w, g, s[0], n, keep, rate, carry)
        : (w, g, s, n) -> carried(w, g, s[0], n, keep, rate, carry);
  }

  private static void plain(float[] w, float[] g, int n, float keep, float rate) {
    for (int i = 0; i < n; i++) {
      w[i] = w[i] * keep - g[i] * rate;
    }
  }

  private static void carried(
      float[] w, float[] g, float[] m, int n, float keep, float rate, float carry) {
    for (int i = 0; i < n; i++) {
      float moved = Denormals.settled(m[i] * carry - g[i] * rate);
      m[i] = moved;
      w[i] = w[i] * keep + moved;
    }
  }

  private static void ahead(
      float[] w, float[] g, float[] m, int n, float keep, float rate, float carry) {
    for (int i = 0; i < n; i++) {
      float now = g[i] * rate;
      float moved = Denormals.settled(m[i] * carry - now);
      m[i] = moved;
      w[i] = w[i] * keep - now + moved * carry;
    }
  }
}
