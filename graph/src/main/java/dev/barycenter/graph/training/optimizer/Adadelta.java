package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps of the size of the steps before (Zeiler, arXiv 1212.5701).
 *
 * <pre>
 *   a = rho a + (1 - rho) g^2
 *   d = -sqrt(x + epsilon) / sqrt(a + epsilon) g
 *   x = rho x + (1 - rho) d^2
 *   w = w + lr d
 * </pre>
 */
public record Adadelta(
    @Default("0.001") LearningRateSchedule learningRate,
    @Default("0.95") double rho,
    @Default("1e-7") double epsilon,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Adadelta {
    OptimizerCheck.decay("rho", rho);
    OptimizerCheck.notNegative("epsilon", epsilon);
  }

  @Override
  public List<Slot> slots() {
    return List.of(Slot.of("accumulated_grad"), Slot.of("accumulated_delta_var"));
  }

  @Override
  public Kernel kernel(Step step) {
    float rate = step.rate();
    float keep = step.keep();
    float b = (float) rho;
    float c = (float) (1 - rho);
    float e = (float) epsilon;
    // The direction replaces the gradient: two plain loops are vectorized, one long one is not.
    return (w, g, s, n) -> {
      direct(g, s[0], s[1], n, b, c, e);
      take(w, g, s[1], n, keep, rate, b, c);
    };
  }

  private static void direct(float[] g, float[] a, float[] x, int n, float b, float c, float e) {
    for (int i = 0; i < n; i++) {
      float gradients = Denormals.settled(a[i] * b + Denormals.square(g[i]) * c);
      a[i] = gradients;
      g[i] = (float) Math.sqrt(x[i] + e) * g[i] / (float) Math.sqrt(gradients + e);
    }
  }

  private static void take(
      float[] w, float[] d, float[] x, int n, float keep, float rate, float b, float c) {
    for (int i = 0; i < n; i++) {
      x[i] = Denormals.settled(x[i] * b + Denormals.square(d[i]) * c);
      w[i] = w[i] * keep - d[i] * rate;
    }
  }
}
