package dev.barycenter.jobs.evaluation;

import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.loss.BinaryCrossentropy;
import dev.barycenter.graph.training.loss.BinaryFocalCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalFocalCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalGeneralizedCrossEntropy;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.OverlapLoss;
import dev.barycenter.graph.training.loss.SparseCategoricalCrossentropy;
import dev.barycenter.graph.training.metric.ClassScores;
import dev.barycenter.graph.training.metric.ConfusionMatrix;
import dev.barycenter.graph.training.metric.ErrorHistogram;
import dev.barycenter.graph.training.metric.ErrorSums;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.graph.training.metric.Reliability;
import dev.barycenter.graph.training.metric.RocCurves;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One output of a model, examined: by its loss, a classifier or a regression.
 *
 * <p>Executors count; what they hold and send does not grow with the rows. A regression takes two
 * passes, for the bins of the second one lie where the errors of the first one are.
 *
 * @param index the position of the output in the model
 * @param scores how its numbers become probabilities; null for a regression
 */
record Examined(String name, int index, @Nullable ClassScores scores) {
  private static final ErrorSums ERRORS = new ErrorSums();

  /** Returns the outputs of a plan that have a loss. */
  static List<Examined> of(NetworkPlan plan) {
    List<Examined> examined = new ArrayList<>();
    for (int i = 0; i < plan.model().outputs().size(); i++) {
      String name = plan.model().outputs().get(i).name();
      Objective objective = plan.outputs().get(name);
      if (objective != null) {
        examined.add(new Examined(name, i, scores(Objects.requireNonNull(objective.loss()))));
      }
    }
    return examined;
  }

  private static @Nullable ClassScores scores(Loss loss) {
    if (loss instanceof SparseCategoricalCrossentropy sparse) {
      return new ClassScores(true, sparse.fromLogits());
    } else if (loss instanceof CategoricalCrossentropy categorical) {
      return new ClassScores(true, categorical.fromLogits());
    } else if (loss instanceof CategoricalFocalCrossentropy focal) {
      return new ClassScores(true, focal.fromLogits());
    } else if (loss instanceof CategoricalGeneralizedCrossEntropy) {
      return new ClassScores(true, false);
    } else if (loss instanceof BinaryCrossentropy binary) {
      return new ClassScores(false, binary.fromLogits());
    } else if (loss instanceof BinaryFocalCrossentropy focal) {
      return new ClassScores(false, focal.fromLogits());
    }
    return loss instanceof OverlapLoss ? new ClassScores(false, false) : null;
  }

  /** Returns a plan that also counts what the first pass needs. */
  static NetworkPlan first(NetworkPlan plan, List<Examined> outputs) {
    Map<String, List<Metric>> counts = new LinkedHashMap<>();
    outputs.forEach(
        output -> {
          ClassScores scores = output.scores();
          counts.put(
              output.name(),
              scores == null
                  ? List.of(ERRORS)
                  : List.of(
                      new ConfusionMatrix(scores), new RocCurves(scores), new Reliability(scores)));
        });
    return counting(plan, counts);
  }

  /** Returns a plan that counts what the second pass needs. */
  static NetworkPlan second(
      NetworkPlan plan, List<Examined> regressions, Judge judge, Tally first) {
    Map<String, List<Metric>> counts = new LinkedHashMap<>();
    regressions.forEach(
        output -> counts.put(output.name(), List.of(output.histogram(judge, first))));
    return counting(plan, counts);
  }

  private static NetworkPlan counting(NetworkPlan plan, Map<String, List<Metric>> counts) {
    Map<String, Objective> outputs = new LinkedHashMap<>();
    plan.outputs()
        .forEach(
            (name, objective) -> {
              List<Metric> metrics = new ArrayList<>(objective.metrics());
              metrics.addAll(counts.getOrDefault(name, List.of()));
              outputs.put(
                  name,
                  new Objective(
                      objective.loss(),
                      objective.weight(),
                      metrics,
                      objective.weightedMetrics(),
                      objective.classWeights()));
            });
    return new NetworkPlan(plan.model(), outputs, plan.optimizer());
  }

  boolean isRegression() {
    return scores == null;
  }

  private ErrorHistogram histogram(Judge judge, Tally first) {
    double[] sums = judge.counts(first, index, ERRORS);
    return new ErrorHistogram(
        ErrorHistogram.Range.of(ERRORS.errorSpread(sums)),
        ErrorHistogram.Range.of(ERRORS.valueSpread(sums)));
  }

  /**
   * Returns the figures of a classifier.
   *
   * @param names of its classes; those that are missing are called by their numbers
   */
  Classification classification(Judge judge, Tally tally, List<String> names) {
    return new ClassCounts(
            Objects.requireNonNull(scores), metric -> judge.counts(tally, index, metric))
        .figures(names);
  }

  /** Returns the figures of a regression, from both passes. */
  Regression regression(Judge judge, Tally first, Judge again, Tally second) {
    ErrorHistogram histogram = histogram(judge, first);
    return Regression.of(
        ERRORS,
        judge.counts(first, index, ERRORS),
        histogram,
        again.counts(second, index, histogram));
  }
}
