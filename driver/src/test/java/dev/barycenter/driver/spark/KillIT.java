package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.cluster.JavaProcess;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.storage.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Laws 3 and 4 with real processes killed at random moments; the seed says which. */
@Timeout(1200)
class KillIT {

  private static final int EPOCHS = 30;
  private static final int ROUNDS = 4;

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  private static RunState expected;

  @TempDir Path folder;

  @BeforeAll
  static void trainUndisturbed() {
    try (JavaSparkContext spark = new JavaSparkContext(SparkCluster.local("local[2]"))) {
      expected =
          LinearRun.ofEpochs(EPOCHS, ROUNDS).on(spark, 2, Checkpoints.NONE, event -> {}).state();
    }
  }

  @Test
  void twoKilledExecutorsChangeNothing() throws InterruptedException {
    trainWhileExecutorsDie(2, 1);
  }

  @Test
  @Tag("slow")
  void twentyKilledExecutorsChangeNothing() throws InterruptedException {
    trainWhileExecutorsDie(20, 2);
  }

  private static void trainWhileExecutorsDie(int kills, int seed) throws InterruptedException {
    AtomicInteger killed = new AtomicInteger();
    int runs = 0;
    while (killed.get() < kills) {
      try (JavaSparkContext spark = cluster.connect(Map.of())) {
        Thread killer = new Thread(() -> killExecutors(killed, kills, new Random(seed)));
        killer.setDaemon(true);
        killer.start();
        RunState state =
            LinearRun.ofEpochs(EPOCHS, ROUNDS).on(spark, 2, Checkpoints.NONE, event -> {}).state();
        killer.interrupt();
        killer.join();
        assertThat(state).isEqualTo(expected);
        runs++;
      }
    }
    System.out.printf("%d executors killed in %d runs, equal bits in all.%n", killed.get(), runs);
  }

  /** At most five in a run, or the retries would be spent. */
  private static void killExecutors(AtomicInteger killed, int kills, Random random) {
    try {
      for (int i = 0; i < 5 && killed.get() < kills; i++) {
        Thread.sleep(500 + random.nextInt(2_500));
        List<ProcessHandle> executors = cluster.executors();
        if (!executors.isEmpty()
            && executors.get(random.nextInt(executors.size())).destroyForcibly()) {
          killed.incrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDriverKilledTwiceEndsWithTheSameBits() {
    resumeUntilDone("local[2]", 2, 3);
  }

  @Test
  @Tag("slow")
  void aDriverKilledTenTimesEndsWithTheSameBits() {
    resumeUntilDone(cluster.url(), 10, 4);
  }

  private void resumeUntilDone(String master, int kills, int seed) {
    Random random = new Random(seed);
    for (int kill = 0; kill < kills; kill++) {
      try (JavaProcess driver = start(master, kill)) {
        // Killed at a random checkpoint and a random moment after it.
        driver.awaitOutput("CheckpointSaved", 1 + random.nextInt(6), 120);
        pause(random.nextInt(150));
        driver.kill();
        assertThat(driver.await(60)).isEqualTo(137);
      }
    }
    try (JavaProcess driver = start(master, kills)) {
      assertThat(driver.await(300)).isZero();
      assertThat(driver.output()).contains("ended COMPLETED");
    }
    assertThat(lastState()).isEqualTo(expected);
  }

  @Test
  void aTerminatedDriverEndsItsSegmentAndGoesOnLater() {
    try (JavaProcess driver = start("local[2]", 0)) {
      driver.awaitOutput("SegmentDone", 2, 120);
      driver.terminate();
      assertThat(driver.await(60)).isEqualTo(143);
      assertThat(driver.output()).contains("ended INTERRUPTED");
    }
    assertThat(lastState().position().epoch()).isLessThan(EPOCHS);
    try (JavaProcess driver = start("local[2]", 1)) {
      assertThat(driver.await(300)).isZero();
    }
    assertThat(lastState()).isEqualTo(expected);
  }

  private RunState lastState() {
    return new CheckpointStore(
            new LocalStorage(folder.resolve("run")), LinearRun.identity(), 3, warning -> {})
        .latest()
        .orElseThrow();
  }

  private JavaProcess start(String master, int number) {
    return JavaProcess.start(
        folder.resolve("driver-%d.log".formatted(number)),
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        SparkCluster.sparkOpens(),
        "dev.barycenter.driver.spark.LinearMain",
        List.of(master, folder.resolve("run").toString(), "" + EPOCHS, "" + ROUNDS));
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(Duration.ofMillis(millis).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
