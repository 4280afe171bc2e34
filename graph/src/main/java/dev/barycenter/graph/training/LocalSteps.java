package dev.barycenter.graph.training;

import dev.barycenter.graph.config.Bare;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many local steps lie between two averagings. */
public sealed interface LocalSteps extends Serializable {
  /** All ways to choose them. */
  Family<LocalSteps> FAMILY =
      new Family<>("choice of local steps", List.of(Fixed.class, Scheduled.class, Automatic.class));

  /**
   * Always the same.
   *
   * @param steps more steps mean less traffic and replicas that drift further apart
   */
  @Bare
  record Fixed(int steps) implements LocalSteps {
    /** Checks the number. */
    public Fixed {
      positive("local_steps", steps);
    }
  }

  /**
   * By the global step: {@code {0: 1, 2000: 50}} averages after every step at first and every 50
   * steps later (post-local SGD, arXiv 1808.07217); falling numbers average rarely at first
   * (AdaComm, arXiv 1810.08313).
   *
   * @param from the local steps from each global step on; names step 0
   */
  record Scheduled(Map<String, Integer> from) implements LocalSteps {
    /** Checks that the steps are whole numbers and begin at 0. */
    public Scheduled {
      from = Map.copyOf(from);
      if (!from.containsKey("0")) {
        throw new IllegalArgumentException(
            "'from' names the local steps from certain global steps on, but not from step 0: add 0.");
      }
      from.forEach(
          (step, number) -> {
            positive("from", number);
            if (!step.matches("\\d{1,18}")) {
              throw new IllegalArgumentException(
                  "'from' names the global step '%s': expected a whole number.".formatted(step));
            }
          });
    }

    /** Returns the local steps by the global step from which they hold. */
    public TreeMap<Long, Integer> byGlobalStep() {
      TreeMap<Long, Integer> sorted = new TreeMap<>();
      from.forEach((step, number) -> sorted.put(Long.valueOf(step), number));
      return sorted;
    }
  }

  /**
   * By the measured cost: the shortest interval that keeps averaging below a share of the time.
   *
   * @param share of the time, above 0 and below 1; raise it to average more often
   */
  record Automatic(
      @Default("0.02") double share, @Default("1") int atLeast, @Default("1000") int atMost)
      implements LocalSteps {
    /** Checks the numbers. */
    public Automatic {
      positive("at_least", atLeast);
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException(
            "'share' must be above 0 and below 1, but was %s.".formatted(share));
      }
      if (atMost < atLeast) {
        throw new IllegalArgumentException(
            "'at_most' is %d, less than 'at_least', %d.".formatted(atMost, atLeast));
      }
    }
  }

  private static void positive(String argument, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "'%s' must be at least 1, but was %d.".formatted(argument, number));
    }
  }
}
