package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980), with the paper's epsilon hat.
 *
 * <pre>
 *   m = beta_1 m + (1 - beta_1) g
 *   v = beta_2 v + (1 - beta_2) g^2
 *   w = w - lr sqrt(1 - beta_2^n) / (1 - beta_1^n) m / (sqrt(v) + epsilon)
 * </pre>
 *
 * @param amsgrad whether the largest v so far takes v's place in the last line (Reddi et al., arXiv
 *     1904.09237)
 */
public record Adam(
    @Default("0.001") LearningRateSchedule learningRate,
    @Key("beta_1") @Default("0.9") double beta1,
    @Key("beta_2") @Default("0.999") double beta2,
    @Default("1e-7") double epsilon,
    @Default("false") boolean amsgrad,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Adam {
    OptimizerCheck.decay("beta_1", beta1);
    OptimizerCheck.decay("beta_2", beta2);
    OptimizerCheck.notNegative("epsilon", epsilon);
  }

  @Override
  public List<Slot> slots() {
    return slots(amsgrad);
  }

  @Override
  public Kernel kernel(Step step) {
    return kernel(step, beta1, beta2, epsilon, amsgrad);
  }

  /** Returns the step of Adam and of AdamW, which differ in a default only. */
  static Kernel kernel(Step step, double beta1, double beta2, double epsilon, boolean amsgrad) {
    float keep = step.keep();
    float alpha = step.rate() * (float) Math.sqrt(step.correction(beta2)) / step.correction(beta1);
    float b1 = (float) beta1;
    float c1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float c2 = (float) (1 - beta2);
    float e = (float) epsilon;
    return amsgrad
        ? (w, g, s, n) -> monotone(w, g, s[0], s[1], s[2], n, keep, alpha, b1, c1, b2, c2, e)
        : (w, g, s, n) -> plain(w, g, s[0], s[1], n, keep, alpha, b1, c1, b2, c2, e);
  }

  private static void plain(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      int n,
      float keep,
      float alpha,
      float b1,
      float c1,
      float b2,
      float c2,
      float e) {
    for (int i = 0; i < n; i++) {
      float first = Denormals.settled(m[i] * b1 + g[i] * c1);
      float second = Denormals.settled(v[i] * b2 + Denormals.square(g[i]) * c2);
      m[i] = first;
      v[i] = second;
      w[i] = w[i] * keep - first * alpha / ((float) Math.sqrt(second) + e);
    }
  }

  private static void monotone(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      float[] top,
      int n,
      float keep,
      float alpha,
      float b1,
      float c1,
      float b2,
      float c2,
      float e) {
    for (int i = 0; i < n; i++) {
      float first = Denormals.settled(m[i] * b1 + g[i] * c1);
      float second = Denormals.settled(v[i] * b2 + Denormals.square(g[i]) * c2);
      float largest = Math.max(top[i], second);
      m[i] = first;
      v[i] = second;
      top[i] = largest;
      w[i] = w[i] * keep - first * alpha / ((float) Math.sqrt(largest) + e);
    }
  }

  /** Returns the slots of Adam and of AdamW. */
  static List<Slot> slots(boolean amsgrad) {
    Slot first = Slot.of("momentum");
    Slot second = Slot.of("velocity");
    return amsgrad
        ? List.of(first, second, new Slot("velocity_hat", 0, 1))
        : List.of(first, second);
  }
}
