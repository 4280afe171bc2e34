package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent divided by the size of all gradients so far (Duchi et al., JMLR 2011).
 *
 * <pre>
 *   a = a + g^2
 *   w = w - lr g / sqrt(a + epsilon)
 * </pre>
 *
 * @param initialAccumulatorValue a before the first step
 */
public record Adagrad(
    @Default("0.001") LearningRateSchedule learningRate,
    @Default("0.1") double initialAccumulatorValue,
    @Default("1e-7") double epsilon,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Adagrad {
    OptimizerCheck.notNegative("initial_accumulator_value", initialAccumulatorValue);
    OptimizerCheck.notNegative("epsilon", epsilon);
  }

  @Override
  public List<Slot> slots() {
    return List.of(new Slot("accumulator", (float) initialAccumulatorValue, 0));
  }

  @Override
  public Kernel kernel(Step step) {
    float rate = step.rate();
    float keep = step.keep();
    float e = (float) epsilon;
    return (w, g, s, n) -> update(w, g, s[0], n, keep, rate, e);
  }

  private static void update(
      float[] w, float[] g, float[] a, int n, float keep, float rate, float e) {
    for (int i = 0; i < n; i++) {
      float sum = a[i] + Denormals.square(g[i]);
      a[i] = sum;
      w[i] = w[i] * keep - g[i] * rate / (float) Math.sqrt(sum + e);
    }
  }
}
