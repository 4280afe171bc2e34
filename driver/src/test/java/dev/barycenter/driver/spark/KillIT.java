package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.cluster.JavaProcess;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.storage.LocalStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Laws 3 and 4 with real processes killed at random moments; the seed says which. */
@Timeout(5400)
class KillIT {

  private static final int EPOCHS = 8;
  private static final int LONGEST_SECONDS = 600;

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  private static RunState expected;

  @TempDir Path folder;

  @BeforeAll
  static void trainUndisturbed() {
    try (JavaSparkContext spark = new JavaSparkContext(SparkCluster.local("local[2]"))) {
      expected =
          LinearRun.ofLongSegments(EPOCHS).on(spark, 2, Checkpoints.NONE, event -> {}).state();
    }
  }

  @Test
  @Tag("law-3")
  void anExecutorKilledInARunChangesNothing() {
    killAnExecutorInEach(1, 1);
  }

  @Test
  @Tag("law-3")
  @Tag("slow")
  void anExecutorKilledInEachOfTwentyRunsChangesNothing() {
    killAnExecutorInEach(20, 2);
  }

  private static void killAnExecutorInEach(int runs, int seed) {
    Random random = new Random(seed);
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      for (int struck = 0, run = 0; struck < runs; run++) {
        assertThat(run)
            .as("runs for %d in which a segment ran at a kill", runs)
            .isLessThan(4 * runs);
        cluster.awaitExecutors(spark, 2);
        try (Disturbance kill = new Disturbance(spark, random, () -> killAnExecutor(random))) {
          RunState state =
              LinearRun.ofLongSegments(EPOCHS).on(spark, 2, Checkpoints.NONE, kill).state();
          assertThat(state).isEqualTo(expected);
          // A segment may end just before its executor does.
          struck += kill.failures().isEmpty() ? 0 : 1;
        }
      }
    }
  }

  private static void killAnExecutor(Random random) {
    List<ProcessHandle> executors = cluster.executors();
    executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  @Test
  @Tag("law-4")
  void aRunWhoseDriverIsKilledEndsWithTheSameBits() {
    killTheDriverInEach(List.of("local[2]"), 3);
  }

  @Test
  @Tag("law-4")
  @Tag("slow")
  void tenRunsWhoseDriverIsKilledEndWithTheSameBits() {
    String two = cluster.url();
    String one = "local[2]";
    killTheDriverInEach(List.of(two, one, two, one, two, one, two, one, two, one), 4);
  }

  /** Kills the driver of a run on each master, at a random moment after a random checkpoint. */
  private void killTheDriverInEach(List<String> masters, int seed) {
    Random random = new Random(seed);
    for (int run = 0; run < masters.size(); run++) {
      Path own = folder.resolve("run-" + run);
      try (JavaProcess driver = start(masters.get(run), own, 0)) {
        driver.awaitOutput("CheckpointSaved", 1 + random.nextInt(5), LONGEST_SECONDS);
        pause(random.nextInt(600));
        driver.kill();
        assertThat(driver.await(LONGEST_SECONDS)).isEqualTo(137);
        assertThat(driver.output()).doesNotContain("ended");
      }
      try (JavaProcess driver = start(masters.get(run), own, 1)) {
        assertThat(driver.await(LONGEST_SECONDS)).isZero();
        assertThat(driver.output()).contains("ended COMPLETED");
      }
      assertThat(lastState(own)).isEqualTo(expected);
    }
  }

  @Test
  @Tag("law-4")
  void aTerminatedDriverEndsItsSegmentAndGoesOnLater() {
    Path own = folder.resolve("run");
    try (JavaProcess driver = start("local[2]", own, 0)) {
      driver.awaitOutput("SegmentDone", 2, LONGEST_SECONDS);
      driver.terminate();
      assertThat(driver.await(LONGEST_SECONDS)).isEqualTo(143);
      assertThat(driver.output()).contains("ended INTERRUPTED");
    }
    assertThat(lastState(own).position().epoch()).isLessThan(EPOCHS);
    try (JavaProcess driver = start("local[2]", own, 1)) {
      assertThat(driver.await(LONGEST_SECONDS)).isZero();
    }
    assertThat(lastState(own)).isEqualTo(expected);
  }

  private static RunState lastState(Path own) {
    return new CheckpointStore(new LocalStorage(own), LinearRun.identity(), 3, warning -> {})
        .latest()
        .orElseThrow();
  }

  private JavaProcess start(String master, Path own, int number) {
    return JavaProcess.start(
        folder.resolve("%s-driver-%d.log".formatted(own.getFileName(), number)),
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        SparkCluster.sparkOpens(),
        "dev.barycenter.driver.spark.LinearMain",
        List.of(master, own.toString(), "" + EPOCHS));
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
