package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.cluster.Connections;
import dev.barycenter.driver.cluster.Signal;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.spark.Disturbance.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law 3 where executors do not die but fall silent: a segment ends within its deadline, says who
 * did not answer, and is run again.
 */
@Tag("law-3")
@Timeout(600)
class FaultIT {

  private static final int EPOCHS = 5;

  /** Longer than a busy machine takes to start the tasks of a segment. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** The grace for the answers of other tasks, and what a busy machine adds. */
  private static final Duration WITHIN = DEADLINE.plusSeconds(12);

  private static final String SILENT =
      "(?s)Task \\d waited PT5S for task \\d at 127\\.0\\.0\\.1:\\d+ (in call \\d+ of|before) its segment\\..*";

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  private static RunState expected;

  @TempDir Path folder;

  @BeforeAll
  static void trainUndisturbed() {
    try (JavaSparkContext spark = new JavaSparkContext(SparkCluster.local("local[2]"))) {
      expected = run().on(spark, 2, Checkpoints.NONE, event -> {}).state();
    }
  }

  private static LinearRun run() {
    return LinearRun.ofLongSegments(EPOCHS).waiting(LinearRun.within(DEADLINE));
  }

  private static List<Failure> disturbed(
      Map<String, String> settings, LinearRun run, Runnable fault) {
    try (JavaSparkContext spark = cluster.connect(settings);
        Disturbance disturbance = new Disturbance(spark, new Random(5), fault)) {
      assertThat(run.on(spark, 3, Checkpoints.NONE, disturbance).state()).isEqualTo(expected);
      return disturbance.failures();
    }
  }

  /** A whole number of tries: the first names the silent one, later ones may wait for its slot. */
  private static void assertNamesTheSilent(List<Failure> failures) {
    assertThat(failures).isNotEmpty();
    assertThat(failures.get(0).reason()).matches(SILENT);
    assertThat(failures.get(0).after()).isBetween(DEADLINE, WITHIN);
  }

  @Test
  void anExecutorThatStandsStillAndGoesOnIsNamedAndChangesNothing() {
    List<Failure> failures = disturbed(Map.of(), run(), () -> standStill(Signal.CONT));
    assertNamesTheSilent(failures);
  }

  /** Stops the youngest executor for longer than the segment can take it. */
  private static void standStill(Signal last) {
    ProcessHandle victim = youngest();
    Signal.STOP.to(victim);
    pause(WITHIN.toMillis() / 2);
    last.to(victim);
  }

  private static ProcessHandle youngest() {
    List<ProcessHandle> executors = cluster.executors();
    return executors.get(executors.size() - 1);
  }

  @Test
  @Tag("slow")
  void anExecutorThatStandsStillForEverIsReplaced() {
    Map<String, String> noticed =
        Map.of(
            "spark.executor.heartbeatInterval", "1s",
            "spark.network.timeout", "8s",
            "spark.network.timeoutInterval", "1s");
    assertNamesTheSilent(disturbed(noticed, run(), () -> Signal.STOP.to(youngest())));
  }

  @Test
  @Tag("slow")
  void anExecutorThatPausesOverAndOverOnlyTakesTime() {
    AtomicInteger pauses = new AtomicInteger();
    Runnable stutter =
        () -> {
          ProcessHandle victim = youngest();
          for (int i = 0; i < 8; i++) {
            Signal.STOP.to(victim);
            pause(200);
            Signal.CONT.to(victim);
            pauses.incrementAndGet();
            pause(50);
          }
        };
    assertThat(disturbed(Map.of(), run(), stutter)).isEmpty();
    assertThat(pauses.get()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void aCutConnectionEndsTheSegmentAtOnceAndNoExecutor() {
    AtomicInteger cut = new AtomicInteger(-1);
    Runnable fault =
        () -> {
          List<ProcessHandle> executors = cluster.executors();
          cut.set(
              Connections.cut(
                  executors.get(executors.size() - 2), executors.get(executors.size() - 1)));
        };
    Map<String, String> network = Map.of("spark.barycenter.hostSockets", "false");
    List<Failure> failures = disturbed(network, run(), fault);
    assumeThat(cut.get())
        .as("connections that ss could cut, which needs root and CONFIG_INET_DIAG_DESTROY")
        .isPositive();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).reason())
        .matches(
            "(The connection to task \\d at 127\\.0\\.0\\.1:\\d+ was closed|A transfer to or from task \\d).*");
    assertThat(failures.get(0).after()).isLessThan(DEADLINE);
  }

  @Test
  void aTaskThatHangsCostsItsExecutorAndChangesNothing() {
    Map<String, String> soon = Map.of("spark.task.reaper.killTimeout", "1s");
    String file = folder.resolve("hang").toString();
    List<Failure> failures =
        disturbed(soon, run().on(() -> TamperedModel.hanging(Path.of(file))), () -> create(file));
    assertNamesTheSilent(failures);
  }

  private static void create(String file) {
    try {
      Files.createFile(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
