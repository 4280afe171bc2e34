package dev.barycenter.jobs.train;

import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.graph.FrozenPart;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.network.FrozenFeatures;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * What the executors work on in a phase: the whole model and the examples; or, where frozen layers
 * come first, the rest of the model and what the frozen layers make of the examples.
 *
 * @param plan of the network that is trained
 * @param shards what it is trained and judged on
 * @param features makes the shards; null where they are the examples themselves
 */
record PhaseWork(NetworkPlan plan, Shards shards, @Nullable FrozenFeatures features)
    implements AutoCloseable {

  /** Returns the work of a phase on the whole model and the examples. */
  static PhaseWork whole(NetworkPlan plan, Shards examples) {
    return new PhaseWork(plan, examples, null);
  }

  /**
   * Returns the work of a phase on what its frozen layers make of the examples, if any come first.
   *
   * @param network the whole model with the weights that the phase starts from
   * @param batchSize the examples that pass the frozen layers at a time
   */
  static PhaseWork cut(
      JavaSparkContext spark, NetworkPlan plan, Network network, Shards examples, int batchSize) {
    ExampleLayout layout = examples.train().layout();
    Set<String> augmented =
        layout.columns(Column.Role.INPUT).stream()
            .filter(column -> column.augmentation() != null)
            .map(Column::name)
            .collect(Collectors.toSet());
    Optional<FrozenPart> cut = FrozenPart.of(plan.model(), augmented);
    if (cut.isEmpty()) {
      return whole(plan, examples);
    }
    FrozenFeatures features = FrozenFeatures.of(cut.get(), plan, layout, batchSize);
    FloatVector weights = weights(features, network);
    return new PhaseWork(
        plan.with(cut.get().rest()),
        new Shards(
            examples.train().through(spark, features, weights),
            through(spark, examples.validation(), features, weights),
            through(spark, examples.test(), features, weights)),
        features);
  }

  private static @Nullable ShardedExamples through(
      JavaSparkContext spark,
      @Nullable ShardedExamples examples,
      FrozenFeatures features,
      FloatVector weights) {
    return examples == null ? null : examples.through(spark, features, weights);
  }

  private static FloatVector weights(FrozenFeatures features, Network network) {
    try (NetworkReplica frozen = features.network()) {
      frozen
          .network()
          .weightPaths()
          .forEach(path -> frozen.network().set(path, network.values(path)));
      float[] weights = new float[frozen.weights().capacity()];
      frozen.weights().get(0, weights);
      return FloatVector.of(weights);
    }
  }

  /** Returns the number of numbers that are kept of an example; 0 if no layers come before. */
  long featuresPerExample() {
    if (features == null) {
      return 0;
    }
    Model frozen = features.plan().model();
    return frozen.outputs().stream().mapToLong(o -> frozen.shape(o.tensor()).size()).sum();
  }

  /** Lets the executors forget the features. */
  @Override
  public void close() {
    if (features != null) {
      shards.close();
    }
  }
}
