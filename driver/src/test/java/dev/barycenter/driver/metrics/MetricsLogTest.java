package dev.barycenter.driver.metrics;

import static dev.barycenter.driver.metrics.RunEvents.epoch;
import static dev.barycenter.driver.metrics.RunEvents.round;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunEvent.Ending;
import dev.barycenter.driver.storage.LocalStorage;
import dev.barycenter.worker.segment.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path folder;

  @Test
  void writesALineForEachRoundAndEpoch() throws IOException {
    MetricsLog log = log();
    log.on(new RunEvent.Started(Position.START, 2, 8, 1));
    log.on(round(0));
    log.on(new RunEvent.SegmentDone(Position.START, 1, Duration.ofMillis(2500)));
    log.on(epoch());
    log.on(new RunEvent.SegmentFailed(Position.START, "executor 1 is lost"));
    log.on(new RunEvent.Finished(Position.START, Ending.COMPLETED));
    assertThat(lines())
        .containsExactly(
            "{\"event\":\"round\",\"round\":1,\"epoch\":1,\"global_step\":4,\"local_steps\":4,"
                + "\"examples\":32,\"loss\":0.75,\"examples_per_second\":16.0,"
                + "\"seconds\":{\"load\":0.0,\"compute\":1.5,\"exchange\":0.5,\"reduce\":0.0,\"outer\":0.0},"
                + "\"bytes\":1000,\"drift\":{\"dense\":3.0},\"left_out\":[1]}",
            "{\"event\":\"segment\",\"round\":1,\"rounds\":1,\"seconds\":2.5,\"overhead_seconds\":0.5}",
            "{\"event\":\"epoch\",\"round\":1,\"epoch\":1,\"examples\":64,\"loss\":0.25,\"val_loss\":0.5}",
            "{\"event\":\"segment_failed\",\"round\":1,\"count\":1,\"reason\":\"executor 1 is"
                + " lost\"}",
            "{\"event\":\"finished\",\"round\":1,\"ending\":\"completed\"}");
  }

  @Test
  void eachLineTellsItsPhaseWhereThereAreSeveral() throws IOException {
    MetricsLog log = log();
    log.on(new RunEvent.PhaseBegun("head"));
    log.on(new RunEvent.Started(Position.START, 2, 8, 1));
    log.on(round(0));
    log.on(new RunEvent.CheckpointSaved(new Position(1, 1, 0, 4)));
    log.on(new RunEvent.PhaseBegun("top"));
    log.on(new RunEvent.Started(new Position(1, 1, 0, 0), 2, 8, 2));
    log.on(round(1));
    log.on(new RunEvent.Finished(Position.START, Ending.COMPLETED));
    assertThat(lines())
        .satisfiesExactly(
            line ->
                assertThat(line).startsWith("{\"event\":\"round\",\"round\":1,\"phase\":\"head\","),
            line ->
                assertThat(line).startsWith("{\"event\":\"round\",\"round\":2,\"phase\":\"top\","),
            line ->
                assertThat(line)
                    .startsWith("{\"event\":\"finished\",\"round\":2,\"phase\":\"top\","));
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

  @Test
  void theLinesOfALongRunMoveToFilesOfTheirOwn() throws IOException {
    LocalStorage storage = new LocalStorage(folder);
    MetricsLog log = log();
    log.on(new RunEvent.Started(Position.START, 2, 8, 1));
    rounds(log, 0, MetricsFiles.FULL + 5);
    rounds(log, MetricsFiles.FULL + 5, MetricsFiles.FULL + 8);
    assertThat(storage.list("metrics")).containsExactly("000000010005.jsonl");
    assertThat(lines()).hasSize(3);
    assertThat(numbers()).isEqualTo(LongStream.rangeClosed(1, 10_008).boxed().toList());
    MetricsLog resumed = log();
    resumed.on(new RunEvent.Started(new Position(10_006, 0, 0, 0), 2, 8, 1));
    rounds(resumed, 10_006, 10_007);
    assertThat(numbers()).isEqualTo(LongStream.rangeClosed(1, 10_007).boxed().toList());
  }

  @Test
  void aRunResumedBeforeTheEndOfAFileOfItsOwnCutsIt() throws IOException {
    MetricsLog log = log();
    log.on(new RunEvent.Started(Position.START, 2, 8, 1));
    rounds(log, 0, MetricsFiles.FULL);
    MetricsLog resumed = log();
    resumed.on(new RunEvent.Started(new Position(40, 0, 0, 0), 2, 8, 1));
    rounds(resumed, 40, 42);
    assertThat(new LocalStorage(folder).list("metrics")).isEmpty();
    assertThat(numbers()).isEqualTo(LongStream.rangeClosed(1, 42).boxed().toList());
  }

  private static void rounds(MetricsLog log, int from, int to) {
    for (int round = from; round < to; round++) {
      log.on(round(round));
    }
    log.on(new RunEvent.CheckpointSaved(new Position(to, 0, 0, 4L * to)));
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    Pattern number = Pattern.compile("\"round\":(\\d+)");
    MetricsLog.forEachLine(
        new LocalStorage(folder),
        line -> {
          Matcher found = number.matcher(line);
          assertThat(found.find()).isTrue();
          numbers.add(Long.valueOf(found.group(1)));
        });
    return numbers;
  }

  private MetricsLog log() {
    return new MetricsLog(new LocalStorage(folder));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("metrics.jsonl"));
  }
}
