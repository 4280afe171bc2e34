package dev.barycenter.graph.training;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.training.optimizer.Optimizer;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained: the section {@code training} of a spec file, read by {@link
 * TrainingReader}.
 *
 * @param objectives what each output is trained for, by its name, in the order of the outputs
 * @param optimizer how a local step moves the weights
 * @param pace how long and in which pieces
 * @param averaging how replicas become one model
 * @param earlyStopping when to end before the last epoch; null for never
 */
public record TrainingSpec(
    Map<String, Objective> objectives,
    Optimizer optimizer,
    Pace pace,
    AveragingSpec averaging,
    @Nullable EarlyStopping earlyStopping)
    implements Serializable {
  /** Copies the objectives. */
  public TrainingSpec {
    objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
  }

  /**
   * How long a model is trained, and in which pieces.
   *
   * @param epochs the passes over the data
   * @param batchSize the examples of one local step of one replica
   * @param replicas how many copies of the model train on a shard each, whatever the hardware
   * @param seed of all randomness
   */
  public record Pace(
      @Default("1") int epochs,
      @Default("32") int batchSize,
      @Default("1") int replicas,
      @Default("0") long seed)
      implements Serializable {
    /** Checks that the numbers are positive. */
    public Pace {
      positive("epochs", epochs);
      positive("batch_size", batchSize);
      positive("replicas", replicas);
    }

    private static void positive(String argument, int number) {
      if (number < 1) {
        throw new IllegalArgumentException(
            "'%s' must be at least 1, but was %d.".formatted(argument, number));
      }
    }
  }
}
