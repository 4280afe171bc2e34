package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.graph.config.Bare;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.config.Problems;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many local steps lie between two averagings; formulas are those of {@link LocalSteps}. */
public sealed interface LocalStepsSpec {
  /** All ways to choose them. */
  Family<LocalStepsSpec> FAMILY =
      new Family<>(
          "choice of local steps", List.of(Fixed.class, Schedule.class, Auto.class, Adacomm.class));

  /** Returns the choice of the driver. */
  LocalSteps choice();

  /**
   * Reads a choice: a number, a schedule {@code {0: 1, 2000: 50}}, a name, or {@code {type: auto,
   * share: 0.05}}; null (and a problem) if it is none.
   */
  static @Nullable LocalSteps read(JsonNode node, String place, Problems problems) {
    boolean schedule = node.isObject() && !node.has("type");
    JsonNode written =
        schedule
            ? JsonNodeFactory.instance.objectNode().put("type", "schedule").set("from", node)
            : node;
    LocalStepsSpec read = FAMILY.read(written, place, problems);
    return read == null ? null : read.choice();
  }

  /**
   * Always the same number.
   *
   * @param steps more steps mean less traffic and replicas that drift further apart
   */
  @Bare
  record Fixed(int steps) implements LocalStepsSpec {
    /** Checks the number. */
    public Fixed {
      new LocalSteps.Fixed(steps);
    }

    @Override
    public LocalSteps choice() {
      return new LocalSteps.Fixed(steps);
    }
  }

  /**
   * By the global step: {@code {0: 1, 2000: 50}} averages after every step at first (post-local
   * SGD, arXiv 1808.07217); falling numbers average rarely at first.
   *
   * @param from the local steps from each global step on; names step 0
   */
  record Schedule(Map<String, Integer> from) implements LocalStepsSpec {
    /** Checks that the steps are whole numbers and begin at 0. */
    public Schedule {
      from = Map.copyOf(from);
      from.keySet().stream()
          .filter(step -> !step.matches("\\d{1,18}"))
          .findFirst()
          .ifPresent(
              step -> {
                throw new IllegalArgumentException(
                    "Found the global step '%s': expected whole numbers with local steps each, such as {0: 1, 2000: 50}."
                        .formatted(step));
              });
      schedule(from);
    }

    @Override
    public LocalSteps choice() {
      return schedule(from);
    }

    private static LocalSteps schedule(Map<String, Integer> from) {
      TreeMap<Long, Integer> ascending = new TreeMap<>();
      from.forEach((step, steps) -> ascending.put(Long.valueOf(step), steps));
      return new LocalSteps.Schedule(
          ascending.entrySet().stream()
              .map(e -> new LocalSteps.Stretch(e.getKey(), e.getValue()))
              .toList());
    }
  }

  /**
   * By the measured cost: the fewest steps that keep averaging below a share of the time.
   *
   * @param share of the time, above 0 and below 1; raise it to average more often
   * @param atLeast the fewest steps, also before anything is measured
   * @param atMost the most steps
   */
  record Auto(@Default("0.02") double share, @Default("1") int atLeast, @Default("1000") int atMost)
      implements LocalStepsSpec {
    /** Checks the numbers. */
    public Auto {
      new LocalSteps.CostBound(share, atLeast, atMost);
    }

    @Override
    public LocalSteps choice() {
      return new LocalSteps.CostBound(share, atLeast, atMost);
    }
  }

  /**
   * Rare averaging at first, then as often as the loss has fallen (AdaComm, arXiv 1810.08313).
   *
   * @param first the steps of the first rounds, and the most there are
   */
  record Adacomm(@Default("50") int first) implements LocalStepsSpec {
    /** Checks the number. */
    public Adacomm {
      new LocalSteps.Decaying(first);
    }

    @Override
    public LocalSteps choice() {
      return new LocalSteps.Decaying(first);
    }
  }
}
