package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one size, in the direction of a momentum's signs (Chen et al., arXiv 2302.06675).
 *
 * <pre>
 *   w = w - lr sign(beta_1 m + (1 - beta_1) g)
 *   m = beta_2 m + (1 - beta_2) g
 * </pre>
 */
public record Lion(
    @Default("0.001") LearningRateSchedule learningRate,
    @Key("beta_1") @Default("0.9") double beta1,
    @Key("beta_2") @Default("0.99") double beta2,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Lion {
    if (!(beta1 > 0 && beta1 <= 1)) {
      throw new IllegalArgumentException(
          "'beta_1' must be above 0 and at most 1, but was %s.".formatted(beta1));
    }
    OptimizerCheck.decay("beta_2", beta2);
  }

  @Override
  public List<Slot> slots() {
    return List.of(Slot.of("momentum"));
  }

  @Override
  public Kernel kernel(Step step) {
    float rate = step.rate();
    float keep = step.keep();
    float b1 = (float) beta1;
    float c1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float c2 = (float) (1 - beta2);
    return (w, g, s, n) -> update(w, g, s[0], n, keep, rate, b1, c1, b2, c2);
  }

  private static void update(
      float[] w,
      float[] g,
      float[] m,
      int n,
      float keep,
      float rate,
      float b1,
      float c1,
      float b2,
      float c2) {
    for (int i = 0; i < n; i++) {
      float huge = (m[i] * b1 + g[i] * c1) * 0x1p126f;
      // The sign by instructions that exist for vectors.
      float sign = Math.max(-1f, Math.min(1f, huge));
      w[i] = w[i] * keep - sign * rate;
      m[i] = Denormals.settled(m[i] * b2 + g[i] * c2);
    }
  }
}
