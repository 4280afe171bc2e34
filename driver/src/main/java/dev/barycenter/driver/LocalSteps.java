package dev.barycenter.driver;

import java.io.Serializable;
import java.util.List;

/**
 * How many local steps a round takes.
 *
 * <p>{@link Fixed} and {@link Schedule} are functions of the global step. {@link Decaying} and
 * {@link CostBound} go by what the last segment measured: the driver asks between segments and
 * records the answer, so that a retry or a resume replays it.
 */
public sealed interface LocalSteps extends Serializable {

  /** Returns the steps of a round that begins at {@code globalStep}; positive. */
  int at(long globalStep, Measured measured);

  /**
   * What the driver measured so far.
   *
   * @param firstLoss the mean loss of the first round; NaN before it
   * @param lastLoss the mean loss of the last round; NaN before it
   * @param stepSeconds the wall time of one local step; NaN before the first
   * @param averagingSeconds the wall time of one averaging; NaN before the first
   */
  record Measured(double firstLoss, double lastLoss, double stepSeconds, double averagingSeconds)
      implements Serializable {

    /** Before the first round. */
    public static final Measured NOTHING =
        new Measured(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /**
   * Always the same number.
   *
   * @param steps more steps mean less traffic and replicas that drift further apart
   */
  record Fixed(int steps) implements LocalSteps {
    public Fixed {
      requirePositive(steps);
    }

    @Override
    public int at(long globalStep, Measured measured) {
      return steps;
    }
  }

  /**
   * Another number from certain steps on, such as 1 at first and 50 later (post-local SGD, <a
   * href="https://arxiv.org/abs/1808.07217">1808.07217</a>), or rare averaging at first and
   * frequent later.
   *
   * @param stretches by their first global step, ascending; the first begins at 0
   */
  record Schedule(List<Stretch> stretches) implements LocalSteps {
    public Schedule {
      stretches = List.copyOf(stretches);
      long last = -1;
      for (Stretch stretch : stretches) {
        if (stretch.from <= last || (last < 0 && stretch.from != 0)) {
          throw new IllegalArgumentException(
              "The stretches of a schedule begin at 0 and ascend, but they are %s."
                  .formatted(stretches));
        }
        last = stretch.from;
      }
      if (stretches.isEmpty()) {
        throw new IllegalArgumentException("A schedule without stretches; expected one from 0.");
      }
    }

    @Override
    public int at(long globalStep, Measured measured) {
      int steps = stretches.get(0).steps;
      for (Stretch stretch : stretches) {
        steps = stretch.from <= globalStep ? stretch.steps : steps;
      }
      return steps;
    }
  }

  /**
   * A number of steps from some global step on.
   *
   * @param from the first global step
   * @param steps the steps of a round
   */
  record Stretch(long from, int steps) implements Serializable {
    public Stretch {
      requirePositive(steps);
    }
  }

  /**
   * Rare averaging at first, then as often as the loss has fallen: {@code ceil(sqrt(lastLoss /
   * firstLoss) * first)}, at least 1 and at most {@code first}.
   *
   * @param first the steps of the first rounds
   * @see <a href="https://arxiv.org/abs/1810.08313">Wang, Joshi, Adaptive Communication Strategies
   *     to Achieve the Best Error-Runtime Trade-off in Local-Update SGD, 2018</a>
   */
  record Decaying(int first) implements LocalSteps {
    public Decaying {
      requirePositive(first);
    }

    @Override
    public int at(long globalStep, Measured measured) {
      double fallen = measured.lastLoss / measured.firstLoss;
      double steps = Math.ceil(Math.sqrt(fallen) * first);
      return Double.isNaN(steps) ? first : (int) Math.max(1, Math.min(first, steps));
    }
  }

  /**
   * As few steps as keep averaging below a part of the wall time: {@code ceil(a * (1 - p) / (p *
   * s))} for an averaging of {@code a} seconds, steps of {@code s} seconds and the part {@code p}.
   *
   * @param part of the wall time, in (0, 1); 0.02 is at most 2 %
   * @param least the fewest steps, and the number before anything is measured
   * @param most the most steps
   */
  record CostBound(double part, int least, int most) implements LocalSteps {
    public CostBound {
      requirePositive(least);
      if (!(part > 0 && part < 1) || most < least) {
        throw new IllegalArgumentException(
            "Averaging for the part %s of the time, by %d to %d steps; expected a part in (0, 1) and least <= most."
                .formatted(part, least, most));
      }
    }

    @Override
    public int at(long globalStep, Measured measured) {
      double steps =
          Math.ceil(measured.averagingSeconds * (1 - part) / (part * measured.stepSeconds));
      return Double.isNaN(steps) ? least : (int) Math.max(least, Math.min(most, steps));
    }
  }

  private static void requirePositive(int steps) {
    if (steps <= 0) {
      throw new IllegalArgumentException(
          "A round of %d local steps; expected at least 1.".formatted(steps));
    }
  }
}
