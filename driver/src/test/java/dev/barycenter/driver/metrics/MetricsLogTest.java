package dev.barycenter.driver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunEvent.Ending;
import dev.barycenter.driver.storage.LocalStorage;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.Drift;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.ReplicaReport;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path folder;

  @Test
  void writesALineForEachRoundAndEpoch() throws IOException {
    MetricsLog log = log();
    log.on(new RunEvent.Started(Position.START, 2, 8, 1));
    log.on(round(0));
    log.on(
        new RunEvent.EpochDone(
            0,
            new Tally(64, 64, 16, new TreeMap<>()),
            new TreeMap<>(Map.of("loss", 0.25)),
            new TreeMap<>(Map.of("loss", 0.5))));
    log.on(new RunEvent.SegmentFailed(Position.START, "executor 1 is lost"));
    log.on(new RunEvent.Finished(Position.START, Ending.COMPLETED));
    assertThat(lines())
        .containsExactly(
            "{\"event\":\"round\",\"round\":1,\"epoch\":1,\"global_step\":4,\"local_steps\":4,"
                + "\"examples\":32,\"loss\":0.75,\"examples_per_second\":16.0,"
                + "\"seconds\":{\"load\":0.0,\"compute\":1.5,\"exchange\":0.5,\"reduce\":0.0,\"outer\":0.0},"
                + "\"bytes\":1000,\"drift\":{\"dense\":3.0},\"left_out\":[1]}",
            "{\"event\":\"epoch\",\"round\":1,\"epoch\":1,\"examples\":64,\"loss\":0.25,\"val_loss\":0.5}",
            "{\"event\":\"segment_failed\",\"round\":1,\"reason\":\"executor 1 is lost\"}",
            "{\"event\":\"finished\",\"round\":1,\"ending\":\"completed\"}");
  }

  @Test
  void aResumedRunDropsTheLinesOfRoundsThatRunAgain() throws IOException {
    MetricsLog killed = log();
    killed.on(new RunEvent.Started(Position.START, 2, 8, 1));
    for (int round = 0; round < 5; round++) {
      killed.on(round(round));
    }
    killed.on(new RunEvent.CheckpointSaved(new Position(5, 0, 0, 20)));
    MetricsLog resumed = log();
    resumed.on(new RunEvent.Started(new Position(3, 0, 0, 12), 2, 8, 1));
    resumed.on(round(3));
    resumed.on(new RunEvent.CheckpointSaved(new Position(4, 0, 0, 16)));
    assertThat(lines()).hasSize(4);
    assertThat(lines().get(3)).startsWith("{\"event\":\"round\",\"round\":4,");
  }

  private MetricsLog log() {
    return new MetricsLog(new LocalStorage(folder));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("metrics.jsonl"));
  }

  private static RunEvent round(int round) {
    RoundPlan plan = new RoundPlan(new Position(round, 0, 0, 4L * round), 4);
    Tally tally = new Tally(32, 32, 24, new TreeMap<>());
    Drift drift = new Drift(new TreeMap<>(Map.of("dense", 3.0)), null);
    RoundReport report =
        new RoundReport(
            plan,
            List.of(
                new ReplicaReport(0, 4, tally, drift, false),
                new ReplicaReport(1, 2, tally, Drift.NONE, true)),
            List.of(new RoundSeconds(0, 1.5, 0.5, 0, 0)),
            1_000);
    return new RunEvent.RoundDone(report, plan.end(8), new TreeMap<>(Map.of("loss", 0.75)));
  }
}
