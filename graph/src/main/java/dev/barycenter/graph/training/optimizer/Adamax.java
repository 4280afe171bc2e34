package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adam with the largest gradient in the second moment's place (Kingma and Ba, arXiv 1412.6980,
 * section 7).
 *
 * <pre>
 *   m = beta_1 m + (1 - beta_1) g
 *   u = max(beta_2 u, |g|)
 *   w = w - lr m / ((1 - beta_1^n) (u + epsilon))
 * </pre>
 */
public record Adamax(
    @Default("0.001") LearningRateSchedule learningRate,
    @Key("beta_1") @Default("0.9") double beta1,
    @Key("beta_2") @Default("0.999") double beta2,
    @Default("1e-7") double epsilon,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Adamax {
    OptimizerCheck.decay("beta_1", beta1);
    OptimizerCheck.decay("beta_2", beta2);
    OptimizerCheck.notNegative("epsilon", epsilon);
  }

  @Override
  public List<Slot> slots() {
    return List.of(Slot.of("momentum"), Slot.of("norm"));
  }

  @Override
  public Kernel kernel(Step step) {
    float rate = step.rate();
    float correction = step.correction(beta1);
    float keep = step.keep();
    float b1 = (float) beta1;
    float c1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float e = (float) epsilon;
    return (w, g, s, n) -> update(w, g, s[0], s[1], n, keep, rate, correction, b1, c1, b2, e);
  }

  private static void update(
      float[] w,
      float[] g,
      float[] m,
      float[] u,
      int n,
      float keep,
      float rate,
      float correction,
      float b1,
      float c1,
      float b2,
      float e) {
    for (int i = 0; i < n; i++) {
      float first = Denormals.settled(m[i] * b1 + g[i] * c1);
      float norm = Math.max(Denormals.settled(u[i] * b2), Math.abs(g[i]));
      m[i] = first;
      u[i] = norm;
      w[i] = w[i] * keep - first * rate / ((norm + e) * correction);
    }
  }
}
