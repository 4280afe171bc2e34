package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Bare;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The learning rate of every step: those of {@code keras.optimizers.schedules}, or a plain number.
 *
 * <p>A rate is a function of the global step alone: the steps that every replica has taken since
 * training began, not those since the last averaging. {@code s} is that step, from 0.
 */
public sealed interface LearningRateSchedule extends Serializable {
  /** All schedules. */
  Family<LearningRateSchedule> FAMILY =
      new Family<>(
          "learning rate schedule",
          List.of(
              Constant.class,
              ExponentialDecay.class,
              PiecewiseConstantDecay.class,
              PolynomialDecay.class,
              InverseTimeDecay.class,
              CosineDecay.class,
              CosineDecayRestarts.class));

  /**
   * Returns the learning rate of a step.
   *
   * @param globalStep the steps taken before it; at least 0
   */
  double rate(long globalStep);

  /** The same rate at every step. */
  @Bare
  record Constant(double learningRate) implements LearningRateSchedule {
    /** Checks that the rate is not negative. */
    public Constant {
      notNegative("learning_rate", learningRate);
    }

    @Override
    public double rate(long globalStep) {
      return learningRate;
    }
  }

  /** {@code initial * decay_rate^(s / decay_steps)}; the quotient rounded down for a staircase. */
  record ExponentialDecay(
      double initialLearningRate,
      double decaySteps,
      double decayRate,
      @Default("false") boolean staircase)
      implements LearningRateSchedule {
    /** Checks the arguments. */
    public ExponentialDecay {
      notNegative("initial_learning_rate", initialLearningRate);
      positive("decay_steps", decaySteps);
    }

    @Override
    public double rate(long globalStep) {
      return initialLearningRate
          * StrictMath.pow(decayRate, quotient(globalStep, decaySteps, staircase));
    }
  }

  /**
   * {@code values[i]} from the step after {@code boundaries[i - 1]} up to and with {@code
   * boundaries[i]}.
   */
  record PiecewiseConstantDecay(List<Double> boundaries, List<Double> values)
      implements LearningRateSchedule {
    /** Checks the arguments. */
    public PiecewiseConstantDecay {
      boundaries = List.copyOf(boundaries);
      values = List.copyOf(values);
      if (values.size() != boundaries.size() + 1) {
        throw new IllegalArgumentException(
            "'boundaries' has %d entries and 'values' %d: expected one value more than boundaries."
                .formatted(boundaries.size(), values.size()));
      }
      if (!boundaries.equals(boundaries.stream().sorted().distinct().toList())) {
        throw new IllegalArgumentException(
            "'boundaries' is %s: expected steps in rising order.".formatted(boundaries));
      }
      values.forEach(value -> notNegative("values", value));
    }

    @Override
    public double rate(long globalStep) {
      long passed = boundaries.stream().filter(boundary -> globalStep > boundary).count();
      return values.get((int) passed);
    }
  }

  /**
   * {@code (initial - end) * (1 - s / decay_steps)^power + end}, and {@code end} from then on; with
   * {@code cycle} the span grows to the next multiple of {@code decay_steps} instead.
   */
  record PolynomialDecay(
      double initialLearningRate,
      double decaySteps,
      @Default("0.0001") double endLearningRate,
      @Default("1.0") double power,
      @Default("false") boolean cycle)
      implements LearningRateSchedule {
    /** Checks the arguments. */
    public PolynomialDecay {
      notNegative("initial_learning_rate", initialLearningRate);
      notNegative("end_learning_rate", endLearningRate);
      positive("decay_steps", decaySteps);
    }

    @Override
    public double rate(long globalStep) {
      double span = decaySteps;
      double step = globalStep;
      if (cycle) {
        span *= step == 0 ? 1 : Math.ceil(step / decaySteps);
      } else {
        step = Math.min(step, span);
      }
      return (initialLearningRate - endLearningRate) * StrictMath.pow(1 - step / span, power)
          + endLearningRate;
    }
  }

  /** {@code initial / (1 + decay_rate * s / decay_steps)}; rounded down for a staircase. */
  record InverseTimeDecay(
      double initialLearningRate,
      double decaySteps,
      double decayRate,
      @Default("false") boolean staircase)
      implements LearningRateSchedule {
    /** Checks the arguments. */
    public InverseTimeDecay {
      notNegative("initial_learning_rate", initialLearningRate);
      notNegative("decay_rate", decayRate);
      positive("decay_steps", decaySteps);
    }

    @Override
    public double rate(long globalStep) {
      return initialLearningRate / (1 + decayRate * quotient(globalStep, decaySteps, staircase));
    }
  }

  /**
   * A cosine from the initial rate down to {@code alpha} times it (Loshchilov and Hutter, arXiv
   * 1608.03983), after a linear warm-up from the initial rate to {@code warmup_target} if there is
   * one.
   */
  record CosineDecay(
      double initialLearningRate,
      double decaySteps,
      @Default("0.0") double alpha,
      @Default("null") @Nullable Double warmupTarget,
      @Default("0") double warmupSteps)
      implements LearningRateSchedule {
    /** Checks the arguments. */
    public CosineDecay {
      notNegative("initial_learning_rate", initialLearningRate);
      notNegative("alpha", alpha);
      notNegative("warmup_steps", warmupSteps);
      positive("decay_steps", decaySteps);
    }

    @Override
    public double rate(long globalStep) {
      if (warmupTarget == null) {
        return decayed(initialLearningRate, (double) globalStep);
      }
      if (globalStep < warmupSteps) {
        return (warmupTarget - initialLearningRate) * (globalStep / warmupSteps)
            + initialLearningRate;
      }
      return decayed(warmupTarget, globalStep - warmupSteps);
    }

    private double decayed(double from, double step) {
      return from * cosine(Math.min(step / decaySteps, 1), 1, alpha);
    }
  }

  /**
   * Cosines one after the other, each {@code t_mul} times as long and starting {@code m_mul} times
   * as high as the one before (SGDR, Loshchilov and Hutter, arXiv 1608.03983).
   */
  record CosineDecayRestarts(
      double initialLearningRate,
      double firstDecaySteps,
      @Default("2.0") double tMul,
      @Default("1.0") double mMul,
      @Default("0.0") double alpha)
      implements LearningRateSchedule {
    /** Checks the arguments. */
    public CosineDecayRestarts {
      notNegative("initial_learning_rate", initialLearningRate);
      notNegative("alpha", alpha);
      positive("first_decay_steps", firstDecaySteps);
      positive("t_mul", tMul);
      positive("m_mul", mMul);
    }

    @Override
    public double rate(long globalStep) {
      double length = firstDecaySteps;
      double start = 0;
      double height = 1;
      if (tMul == 1) {
        double restarts = Math.floor(globalStep / length);
        start = restarts * length;
        height = StrictMath.pow(mMul, restarts);
      } else {
        while (globalStep >= start + length) {
          start += length;
          length *= tMul;
          height *= mMul;
        }
      }
      return initialLearningRate * cosine((globalStep - start) / length, height, alpha);
    }
  }

  private static double cosine(double share, double height, double alpha) {
    return (1 - alpha) * 0.5 * height * (1 + StrictMath.cos(Math.PI * share)) + alpha;
  }

  private static double quotient(long step, double steps, boolean staircase) {
    return staircase ? Math.floor(step / steps) : step / steps;
  }

  private static void positive(String argument, double number) {
    if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be positive, but was %s.".formatted(argument, number));
    }
  }

  private static void notNegative(String argument, double number) {
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be at least 0, but was %s.".formatted(argument, number));
    }
  }
}
