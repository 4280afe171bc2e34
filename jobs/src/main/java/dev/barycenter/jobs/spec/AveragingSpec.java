package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.segment.NonFinitePolicy;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How replicas become one model.
 *
 * @param localSteps the steps of a replica between two averagings: a number; a schedule by global
 *     step, {@code {0: 1, 2000: 50}}; or {@code auto}, which keeps averaging below {@code share} of
 *     the time. More steps mean less traffic and replicas that drift further apart
 * @param share the share of the time that averaging may take with {@code auto}
 * @param outer the move of the global weights
 * @param optimizerState what becomes of the optimizer's state: average, reset or keep
 * @param wire how deltas cross the wire: float32, bfloat16 or int8
 * @param nonFinite what happens to a replica whose loss is not finite: stop or leave_out
 */
public record AveragingSpec(
    @Default("10") JsonNode localSteps,
    @Default("0.02") double share,
    @Default("{}") Outer outer,
    @Default("average") OptimizerStatePolicy optimizerState,
    @Default("float32") WireFormat wire,
    @Default("stop") NonFinitePolicy nonFinite) {

  private static final int LONGEST = 1000;

  /**
   * The move of the global weights at the end of a round.
   *
   * @param type mean, momentum or nesterov
   * @param learningRate the share of the mean move that is taken; DiLoCo takes 0.7
   * @param momentum how far the moves of earlier rounds go on; DiLoCo takes 0.9
   */
  public record Outer(
      @Default("mean") OuterStep.Kind type,
      @Default("1.0") double learningRate,
      @Default("0.0") double momentum) {
    /** Checks that the numbers make an outer step. */
    public Outer {
      step(type, learningRate, momentum);
    }

    OuterStep step() {
      return step(type, learningRate, momentum);
    }

    private static OuterStep step(OuterStep.Kind type, double learningRate, double momentum) {
      return new OuterStep(type, (float) learningRate, (float) momentum);
    }
  }

  /** Returns the averaging of the worker. */
  public Averaging averaging() {
    return new Averaging(outer.step(), optimizerState, wire);
  }

  /** Returns the local steps of each round; null (and a problem) if they cannot be read. */
  @Nullable LocalSteps steps(String place, Problems problems) {
    try {
      if (localSteps.isInt()) {
        return new LocalSteps.Fixed(localSteps.intValue());
      }
      if (localSteps.isTextual() && localSteps.textValue().equals("auto")) {
        return new LocalSteps.CostBound(share, 1, LONGEST);
      }
      if (localSteps.isObject()) {
        return schedule();
      }
    } catch (NumberFormatException e) {
      problems.add(
          place + "/local_steps",
          "Found %s: expected global steps as keys, such as {0: 1, 2000: 50}.",
          localSteps);
      return null;
    } catch (IllegalArgumentException e) {
      problems.add(place + "/local_steps", "%s", String.valueOf(e.getMessage()));
      return null;
    }
    problems.add(
        place + "/local_steps",
        "Found %s: expected a whole number, a schedule such as {0: 1, 2000: 50}, or auto.",
        localSteps);
    return null;
  }

  private LocalSteps schedule() {
    SortedMap<Long, Integer> stretches = new TreeMap<>();
    localSteps
        .properties()
        .forEach(e -> stretches.put(Long.valueOf(e.getKey()), e.getValue().intValue()));
    return new LocalSteps.Schedule(
        stretches.entrySet().stream()
            .map(e -> new LocalSteps.Stretch(e.getKey(), e.getValue()))
            .toList());
  }
}
