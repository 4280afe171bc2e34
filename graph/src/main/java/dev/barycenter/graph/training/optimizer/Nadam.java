package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adam with Nesterov's momentum (Dozat, ICLR workshop 2016).
 *
 * <pre>
 *   u_n = beta_1 (1 - 0.5 * 0.96^n);  U_n = u_1 u_2 ... u_n
 *   m = beta_1 m + (1 - beta_1) g
 *   v = beta_2 v + (1 - beta_2) g^2
 *   w = w - lr (u_(n+1) m / (1 - U_(n+1)) + (1 - u_n) g / (1 - U_n)) / (sqrt(v / (1 - beta_2^n)) + epsilon)
 * </pre>
 */
public record Nadam(
    @Default("0.001") LearningRateSchedule learningRate,
    @Key("beta_1") @Default("0.9") double beta1,
    @Key("beta_2") @Default("0.999") double beta2,
    @Default("1e-7") double epsilon,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Nadam {
    OptimizerCheck.decay("beta_1", beta1);
    OptimizerCheck.decay("beta_2", beta2);
    OptimizerCheck.notNegative("epsilon", epsilon);
  }

  @Override
  public List<Slot> slots() {
    return List.of(Slot.of("momentum"), Slot.of("velocity"));
  }

  @Override
  public Kernel kernel(Step step) {
    float product = product(step.number());
    float next = carry(step.number() + 1);
    float ofMoment = next / (1 - product * next);
    float ofGradient = (1 - carry(step.number())) / (1 - product);
    float correction = step.correction(beta2);
    float rate = step.rate();
    float keep = step.keep();
    float b1 = (float) beta1;
    float c1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float c2 = (float) (1 - beta2);
    float e = (float) epsilon;
    return (w, g, s, n) ->
        update(
            w, g, s[0], s[1], n, keep, rate, ofMoment, ofGradient, correction, b1, c1, b2, c2, e);
  }

  private static void update(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      int n,
      float keep,
      float rate,
      float ofMoment,
      float ofGradient,
      float correction,
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
      float direction = first * ofMoment + g[i] * ofGradient;
      w[i] = w[i] * keep - direction * rate / ((float) Math.sqrt(second / correction) + e);
    }
  }

  private float carry(long number) {
    return (float) beta1 * (1 - 0.5f * Step.power(0.96, number));
  }

  /** Returns the product of all carries so far; it soon is 0, so that few factors count. */
  private float product(long number) {
    float product = 1;
    for (long i = 1; i <= number && product > 0; i++) {
      product *= carry(i);
    }
    return product;
  }

  @Override
  public List<Float> savedNumbers(long steps) {
    return List.of(product(steps));
  }
}
