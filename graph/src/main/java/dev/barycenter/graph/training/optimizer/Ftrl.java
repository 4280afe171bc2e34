package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follow the regularized leader (McMahan et al., KDD 2013): many weights become exactly 0.
 *
 * <pre>
 *   g' = g + 2 l2_shrinkage w
 *   a' = a + g^2
 *   z = z + g' - (a'^-p - a^-p) / lr w             p = learning_rate_power
 *   w = (clip(z, -l1, l1) - z) / (a'^-p / lr + 2 (l2 + beta / (2 lr)))
 * </pre>
 *
 * <p>A power other than -0.5 is computed number by number and slow.
 */
public record Ftrl(
    @Default("0.001") LearningRateSchedule learningRate,
    @Default("-0.5") double learningRatePower,
    @Default("0.1") double initialAccumulatorValue,
    @Key("l1_regularization_strength") @Default("0.0") double l1,
    @Key("l2_regularization_strength") @Default("0.0") double l2,
    @Key("l2_shrinkage_regularization_strength") @Default("0.0") double l2Shrinkage,
    @Default("0.0") double beta,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public Ftrl {
    if (!(learningRatePower <= 0)) {
      throw new IllegalArgumentException(
          "'learning_rate_power' must be at most 0, but was %s.".formatted(learningRatePower));
    }
    OptimizerCheck.notNegative("initial_accumulator_value", initialAccumulatorValue);
    OptimizerCheck.notNegative("l1_regularization_strength", l1);
    OptimizerCheck.notNegative("l2_regularization_strength", l2);
    OptimizerCheck.notNegative("l2_shrinkage_regularization_strength", l2Shrinkage);
  }

  @Override
  public List<Slot> slots() {
    return List.of(new Slot("accumulator", (float) initialAccumulatorValue, 0), Slot.of("linear"));
  }

  @Override
  public Kernel kernel(Step step) {
    float rate = step.rate();
    float keep = step.keep();
    float reach = (float) l1;
    float shrink = (float) (2 * l2Shrinkage);
    float quadratic = 2 * ((float) l2 + (float) beta / (2 * rate));
    return (w, g, s, n) -> {
      float[] a = s[0];
      float[] z = s[1];
      for (int i = 0; i < n; i++) {
        float decayed = w[i] * keep;
        float sum = a[i] + g[i] * g[i];
        float root = root(sum);
        float linear = z[i] + g[i] + shrink * decayed - (root - root(a[i])) / rate * decayed;
        a[i] = sum;
        z[i] = linear;
        float clipped = Math.max(-reach, Math.min(reach, linear));
        w[i] = (clipped - linear) / (root / rate + quadratic);
      }
    };
  }

  private float root(float sum) {
    return learningRatePower == -0.5
        ? (float) Math.sqrt(sum)
        : (float) StrictMath.pow(sum, -learningRatePower);
  }
}
