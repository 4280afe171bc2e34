package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.worker.device.Capability;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** GPUs as Spark assigns them, on real workers whose discovery scripts say that they have some. */
@Timeout(120)
class GpuIT {
  private static final String OF_EXECUTORS = "spark.executor.resource.gpu.amount";
  private static final String OF_TASKS = "spark.task.resource.gpu.amount";
  private static final Capability AMPERE = new Capability(8, 6);

  @RegisterExtension
  static final SparkCluster cluster =
      SparkCluster.ofGpuWorkers(2, List.of(List.of("0", "1"), List.of("2", "3")));

  @TempDir Path folder;

  private LinearRun run(Capability capability) {
    return LinearRun.ofSegments(10)
        .on(
            new DeviceBinding(
                DeviceChoice.GPU, new RecordedDevices(folder.toString(), 4, capability)));
  }

  private List<String> bound() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst(".*-gpu-", ""))
          .sorted()
          .toList();
    }
  }

  @Test
  void twoExecutorsOfOneGpuBindTheirOwn() throws IOException {
    try (JavaSparkContext spark = cluster.connect(Map.of(OF_EXECUTORS, "1"))) {
      // Two cores and one GPU: reading data uses the cores, training the GPU.
      assertThat(
              new Slots(spark.sc(), TrainingTasks.of(spark.sc(), DeviceChoice.CPU))
                  .tasks(9, 4, waits()))
          .isEqualTo(4);
      run(AMPERE).on(spark, 2, Checkpoints.NONE, event -> {});
    } catch (SegmentFailedException e) {
      throw new AssertionError(e);
    }
    assertThat(bound()).hasSize(2).doesNotHaveDuplicates().allMatch(gpu -> gpu.matches("[0-3]"));
  }

  private static SparkPolicy waits() {
    Duration second = Duration.ofSeconds(1);
    return new SparkPolicy(second, second, Duration.ofSeconds(20), second);
  }

  @Test
  void anExecutorOfTwoGpusBindsBoth() throws IOException {
    try (JavaSparkContext spark = cluster.connect(Map.of(OF_EXECUTORS, "2"))) {
      run(AMPERE).on(spark, 2, Checkpoints.NONE, event -> {});
    }
    assertThat(bound()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void tasksThatAskForHalfAGpuShareIt() throws IOException {
    try (JavaSparkContext spark = cluster.connect(Map.of(OF_EXECUTORS, "1", OF_TASKS, "0.5"))) {
      run(AMPERE).on(spark, 2, Checkpoints.NONE, event -> {});
    }
    // Four tasks, but one file for each executor and GPU.
    assertThat(bound()).hasSize(2);
  }

  @Test
  void aCardThatTheBuildHasNoCodeForEndsTheRun() throws IOException {
    try (JavaSparkContext spark = cluster.connect(Map.of(OF_EXECUTORS, "1"))) {
      assertThatThrownBy(
              () -> run(new Capability(9, 0)).on(spark, 2, Checkpoints.NONE, event -> {}))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("compute capability 9.0, for which nd4j-cuda-11.6 has no code");
    }
    assertThat(bound()).isEmpty();
  }

  @Test
  void withoutAnAssignedGpuNothingIsTrained() throws IOException {
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      assertThatThrownBy(() -> run(AMPERE).on(spark, 2, Checkpoints.NONE, event -> {}))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("Spark assigned it none")
          .hasMessageContaining("--conf spark.executor.resource.gpu.amount=1");
    }
    assertThat(bound()).isEmpty();
  }

  @Test
  void tooFewGpusAreNamedBeforeAnythingIsRead() {
    Map<String, String> settings = Map.of(OF_EXECUTORS, "3");
    try (JavaSparkContext spark = new JavaSparkContext(cluster.conf(settings))) {
      Duration second = Duration.ofSeconds(1);
      assertThatThrownBy(() -> ExecutorWait.atMost(second, spark, DeviceChoice.GPU))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "There was no executor for PT1S; see the cluster manager for why none starts. Each executor asks for 3 GPUs (spark.executor.resource.gpu.amount): does a worker have as many free, found by its discovery script?");
    }
  }
}
