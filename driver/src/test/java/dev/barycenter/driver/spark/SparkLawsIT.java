package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law 3: same spec, data and seed, equal bits, wherever and however it runs. */
@Timeout(180)
class SparkLawsIT {

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  private static RunState expected;

  @BeforeAll
  static void trainOnOneSlot() {
    expected = run(SparkCluster.local("local[1]"), 1, 1);
  }

  @ParameterizedTest
  @CsvSource({"local[1], 10, 3", "local[2], 1, 4", "local[2], 10, 2", "local[5], 10, 7"})
  void slotsSegmentsAndPartitionsChangeNothing(String master, int rounds, int partitions) {
    assertThat(run(SparkCluster.local(master), rounds, partitions)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1", "10"})
  void twoExecutorsChangeNothing(int rounds) {
    assertThat(run(cluster.conf(Map.of()), rounds, 3)).isEqualTo(expected);
  }

  @Test
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

  private static RunState run(SparkConf conf, int rounds, int partitions) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return LinearRun.ofSegments(rounds)
          .on(spark, partitions, Checkpoints.NONE, event -> {})
          .state();
    }
  }
}
