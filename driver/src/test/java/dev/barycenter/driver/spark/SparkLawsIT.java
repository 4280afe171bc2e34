package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.worker.LinearModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equal bits wherever and however a run is carried out, and what crosses the wire for it. */
@Timeout(600)
class SparkLawsIT {

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  private static RunState expected;

  @BeforeAll
  static void trainOnOneSlot() {
    expected = run(SparkCluster.local("local[1]"), 1, 1);
  }

  @ParameterizedTest
  @Tag("law-3")
  @CsvSource({"local[1], 10, 3", "local[2], 1, 4", "local[2], 10, 2", "local[5], 10, 7"})
  void slotsSegmentsAndPartitionsChangeNothing(String master, int rounds, int partitions) {
    assertThat(run(SparkCluster.local(master), rounds, partitions)).isEqualTo(expected);
  }

  @Test
  @Tag("law-3")
  void twoExecutorsChangeNothing() {
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      assertThat(run(spark, 1, 3)).isEqualTo(expected);
      assertThat(run(spark, 10, 3)).isEqualTo(expected);
    }
  }

  @Test
  @Tag("law-3")
  void theWayBetweenTwoExecutorsChangesNothing() {
    Map<String, String> throughTheNetwork = Map.of("spark.barycenter.hostSockets", "false");
    try (JavaSparkContext spark = cluster.connect(throughTheNetwork)) {
      assertThat(run(spark, 10, 3)).isEqualTo(expected);
    }
  }

  @Test
  @Tag("law-3")
  void authenticationAndEncryptionChangeNothing() {
    Map<String, String> secured =
        Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "of the test",
            "spark.network.crypto.enabled", "true");
    SparkConf conf = SparkCluster.local("local[2]");
    secured.forEach(conf::set);
    assertThat(run(conf, 10, 3)).isEqualTo(expected);
  }

  @ParameterizedTest
  @Tag("law-3")
  @CsvSource({"1", "4"})
  void aKilledExecutorChangesNothing(int rounds) {
    AtomicInteger kills = new AtomicInteger();
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      RunListener killing =
          event -> {
            if (event instanceof RunEvent.SegmentDone) {
              cluster.executors().stream()
                  .findFirst()
                  .filter(executor -> kills.get() < 3 && executor.destroyForcibly())
                  .ifPresent(killed -> kills.incrementAndGet());
            }
          };
      RunState state = LinearRun.ofSegments(rounds).on(spark, 3, Checkpoints.NONE, killing).state();
      assertThat(state).isEqualTo(expected);
      assertThat(kills).hasPositiveValue();
    }
  }

  @Test
  @Tag("law-5")
  void frozenWeightsReachEachExecutorOnce() {
    int frozen = 250_000;
    BroadcastBytes bytes = new BroadcastBytes();
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      spark.sc().addSparkListener(bytes);
      LinearRun.ofSegments(4)
          .on(() -> new LinearModel(6, true, 0.2f, frozen))
          .on(spark, 3, Checkpoints.NONE, event -> {});
    }
    long all = (long) Float.BYTES * frozen;
    assertThat(bytes.byExecutor()).hasSize(2);
    for (List<Long> broadcasts : bytes.byExecutor()) {
      // Three epochs of a segment of four rounds and one of two: the work of each of them.
      assertThat(broadcasts).hasSizeGreaterThan(3 * 2);
      assertThat(broadcasts).filteredOn(one -> one > all / 2).hasSize(1);
      assertThat(broadcasts.stream().mapToLong(one -> one).max().orElseThrow())
          .isCloseTo(all, withinPercentage(1));
    }
  }

  @Test
  @Tag("law-3")
  void validationIsEqualOnAnySlots() {
    assertThat(validationOn("local[1]", 1)).hasSize(3).isEqualTo(validationOn("local[4]", 3));
  }

  private static List<Map<String, Double>> validationOn(String master, int partitions) {
    List<Map<String, Double>> losses = new ArrayList<>();
    RunListener listener =
        event -> {
          if (event instanceof RunEvent.EpochDone epoch) {
            losses.add(epoch.validation());
          }
        };
    try (JavaSparkContext spark = new JavaSparkContext(SparkCluster.local(master))) {
      LinearRun.ofSegments(1).on(spark, partitions, Checkpoints.NONE, listener);
    }
    return losses;
  }

  @Test
  @Tag("law-8")
  void kryoIsRefusedBeforeItFails() {
    SparkConf conf =
        SparkCluster.local("local[1]")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertThatThrownBy(() -> run(conf, 1, 1))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "spark.serializer is org.apache.spark.serializer.KryoSerializer, which cannot serialize Java records. Leave it at Spark's default, org.apache.spark.serializer.JavaSerializer; weights and examples travel as plain bytes either way.");
  }

  @Test
  @Tag("law-8")
  void severalRoundsAreRefusedUnderDynamicAllocation() {
    SparkConf conf = SparkCluster.local("local[2]").set("spark.dynamicAllocation.enabled", "true");
    assertThatThrownBy(() -> run(conf, 10, 2))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "A segment of 6 rounds needs all its executors at once (a barrier stage), but spark.dynamicAllocation.enabled is true. Set segments of one round (run.segment.rounds: 1), or turn dynamic allocation off.");
    assertThat(run(conf, 1, 2)).isEqualTo(expected);
  }

  private static RunState run(SparkConf conf, int rounds, int partitions) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return run(spark, rounds, partitions);
    }
  }

  private static RunState run(JavaSparkContext spark, int rounds, int partitions) {
    return LinearRun.ofSegments(rounds)
        .on(spark, partitions, Checkpoints.NONE, event -> {})
        .state();
  }
}
