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
@Timeout(1800)
class KillIT {

  private static final int EPOCHS = 8;

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
    for (int run = 0; run < runs; run++) {
      try (JavaSparkContext spark = cluster.connect(Map.of());
          Disturbance kill = new Disturbance(spark, random, () -> killAnExecutor(random))) {
        RunState state =
            LinearRun.ofLongSegments(EPOCHS).on(spark, 2, Checkpoints.NONE, kill).state();
        assertThat(state).isEqualTo(expected);
        assertThat(kill.failures()).as("segments that ran at a kill").isNotEmpty();
        System.out.printf("Run %d: %s%n", run, kill.failures());
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
    killTheDriverInEach("local[2]", 1, 3);
  }

  @Test
  @Tag("law-4")
  @Tag("slow")
  void tenRunsWhoseDriverIsKilledEndWithTheSameBits() {
    killTheDriverInEach(cluster.url(), 10, 4);
  }

  /** Kills each driver twice: at a random checkpoint, and at a random moment after it. */
  private void killTheDriverInEach(String master, int runs, int seed) {
    Random random = new Random(seed);
    for (int run = 0; run < runs; run++) {
      Path own = folder.resolve("run-" + run);
      for (int kill = 0; kill < 2; kill++) {
        try (JavaProcess driver = start(master, own, kill)) {
          driver.awaitOutput("CheckpointSaved", 1 + random.nextInt(3), 120);
          pause(random.nextInt(600));
          driver.kill();
          assertThat(driver.await(60)).isEqualTo(137);
          assertThat(driver.output()).doesNotContain("ended");
        }
      }
      try (JavaProcess driver = start(master, own, 2)) {
        assertThat(driver.await(300)).isZero();
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
      driver.awaitOutput("SegmentDone", 2, 120);
      driver.terminate();
      assertThat(driver.await(60)).isEqualTo(143);
      assertThat(driver.output()).contains("ended INTERRUPTED");
    }
    assertThat(lastState(own).position().epoch()).isLessThan(EPOCHS);
    try (JavaProcess driver = start("local[2]", own, 1)) {
      assertThat(driver.await(300)).isZero();
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
