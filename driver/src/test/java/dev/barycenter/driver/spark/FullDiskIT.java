package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.cluster.SmallDisk;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.storage.LocalStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Laws 3 and 4 where a disk is full for a while. */
@Timeout(600)
class FullDiskIT {

  private static final int EPOCHS = 5;
  private static final Path FOLDER = Path.of("target", "small-disk").toAbsolutePath();

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2).withDisk(FOLDER);

  private static SmallDisk disk;
  private static RunState expected;

  @BeforeAll
  static void trainOnALargeDisk() {
    disk = SmallDisk.at(FOLDER, 32);
    assumeThat(disk.mounted()).as("mounts a small disk, which needs root").isTrue();
    try (JavaSparkContext spark = new JavaSparkContext(SparkCluster.local("local[2]"))) {
      expected =
          LinearRun.ofLongSegments(EPOCHS).on(spark, 2, Checkpoints.NONE, event -> {}).state();
    }
  }

  @AfterAll
  static void unmount() {
    disk.close();
  }

  /** The executor that replaces a lost one has to shuffle and pack its shards again. */
  @Test
  @Tag("law-3")
  void ofTheExecutorsFailsSegmentsUntilThereIsRoomAndChangesNothing() {
    List<String> reasons = new ArrayList<>();
    RunListener madeRoom =
        event -> {
          if (event instanceof RunEvent.SegmentFailed failed) {
            reasons.add(failed.reason());
            if (failed.reason().contains("No space left on device")) {
              disk.free();
            }
          }
        };
    Runnable fault =
        () -> {
          disk.fill();
          cluster.executors().get(0).destroyForcibly();
        };
    try (JavaSparkContext spark = cluster.connect(Map.of());
        Disturbance disturbance = new Disturbance(spark, new Random(5), fault)) {
      RunListener both =
          event -> {
            madeRoom.on(event);
            disturbance.on(event);
          };
      assertThat(LinearRun.ofLongSegments(EPOCHS).on(spark, 3, Checkpoints.NONE, both).state())
          .isEqualTo(expected);
    }
    assertThat(reasons).anyMatch(reason -> reason.contains("No space left on device"));
  }

  @Test
  @Tag("law-4")
  void ofTheCheckpointsStopsTheRunWhichGoesOnWhenThereIsRoom() {
    Path folder = FOLDER.resolve("run");
    RunListener filling =
        event -> {
          if (event instanceof RunEvent.EpochDone epoch && epoch.epoch() == 2) {
            disk.fill();
          }
        };
    CheckpointStore checkpoints =
        new CheckpointStore(new LocalStorage(folder), LinearRun.identity(), 3, warning -> {});
    try (JavaSparkContext spark = new JavaSparkContext(SparkCluster.local("local[2]"))) {
      LinearRun run = LinearRun.ofLongSegments(EPOCHS);
      assertThatThrownBy(() -> run.on(spark, 2, checkpoints, filling))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageStartingWith("The checkpoint " + folder.resolve("checkpoints/round-"))
          .hasMessageEndingWith(
              "No space left on device%n  fix: make room or grant access; then resume from the checkpoint before."
                  .formatted());
      disk.free();
      assertThat(checkpoints.latest().orElseThrow().position().epoch()).isEqualTo(2);
      assertThat(run.on(spark, 2, checkpoints, event -> {}).state()).isEqualTo(expected);
    }
  }
}
