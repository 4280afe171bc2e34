package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent divided by a moving average of the gradient's size (Hinton, 2012).
 *
 * <pre>
 *   v = rho v + (1 - rho) g^2
 *   a = rho a + (1 - rho) g                                  if centered
 *   d = lr g / sqrt(v + epsilon)                             v - a^2 + epsilon if centered
 *   w = w - d                                                without momentum
 *   m = momentum m + d;  w = w - m                           with momentum
 * </pre>
 */
@Alias("rmsprop")
public record RMSprop(
    @Default("0.001") LearningRateSchedule learningRate,
    @Default("0.9") double rho,
    @Default("0.0") double momentum,
    @Default("1e-7") double epsilon,
    @Default("false") boolean centered,
    @Default("null") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public RMSprop {
    OptimizerCheck.decay("rho", rho);
    OptimizerCheck.decay("momentum", momentum);
    OptimizerCheck.notNegative("epsilon", epsilon);
  }

  @Override
  public List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    slots.add(Slot.of("velocity"));
    if (momentum > 0) {
      slots.add(new Slot("momentum", 0, slots.size()));
    }
    if (centered) {
      slots.add(new Slot("average_gradient", 0, slots.size()));
    }
    return slots;
  }

  @Override
  public Kernel kernel(Step step) {
    float rate = step.rate();
    float keep = step.keep();
    float b = (float) rho;
    float c = (float) (1 - rho);
    float e = (float) epsilon;
    float carry = (float) momentum;
    // The direction replaces the gradient; then it is taken or carried.
    return (w, g, s, n) -> {
      if (centered) {
        center(g, s[0], s[s.length - 1], n, rate, b, c, e);
      } else {
        divide(g, s[0], n, rate, b, c, e);
      }
      if (carry > 0) {
        carry(w, g, s[1], n, keep, carry);
      } else {
        take(w, g, n, keep);
      }
    };
  }

  private static void divide(float[] g, float[] v, int n, float rate, float b, float c, float e) {
    for (int i = 0; i < n; i++) {
      float second = Denormals.settled(v[i] * b + Denormals.square(g[i]) * c);
      v[i] = second;
      g[i] = g[i] * rate / (float) Math.sqrt(second + e);
    }
  }

  private static void center(
      float[] g, float[] v, float[] a, int n, float rate, float b, float c, float e) {
    for (int i = 0; i < n; i++) {
      float second = Denormals.settled(v[i] * b + Denormals.square(g[i]) * c);
      float mean = Denormals.settled(a[i] * b + g[i] * c);
      v[i] = second;
      a[i] = mean;
      g[i] = g[i] * rate / (float) Math.sqrt(second + e - Denormals.square(mean));
    }
  }

  private static void take(float[] w, float[] d, int n, float keep) {
    for (int i = 0; i < n; i++) {
      w[i] = w[i] * keep - d[i];
    }
  }

  private static void carry(float[] w, float[] d, float[] m, int n, float keep, float carry) {
    for (int i = 0; i < n; i++) {
      float moved = Denormals.settled(m[i] * carry + d[i]);
      m[i] = moved;
      w[i] = w[i] * keep - moved;
    }
  }
}
