package dev.barycenter.driver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.worker.segment.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue lists what is published, and the README lists the catalogue. */
class RunMetricTest {

  private static Set<String> published() {
    EventLines lines = new EventLines();
    return List.of(
            RunEvents.round(0),
            new RunEvent.SegmentDone(Position.START, 1, Duration.ofMillis(2500)),
            RunEvents.epoch(),
            new RunEvent.SegmentFailed(Position.START, "an executor is lost"),
            new RunEvent.CheckpointSaved(Position.START),
            new RunEvent.Finished(Position.START, RunEvent.Ending.COMPLETED))
        .stream()
        .flatMap(event -> lines.numbers(event).keySet().stream())
        .collect(Collectors.toSet());
  }

  @Test
  void everyNumberIsInTheCatalogue() {
    assertThat(published())
        .hasSizeGreaterThan(20)
        .allMatch(name -> Arrays.stream(RunMetric.values()).anyMatch(m -> m.matches(name)));
  }

  @Test
  void everyEntryOfTheCatalogueIsPublished() {
    assertThat(RunMetric.values())
        .allMatch(metric -> published().stream().anyMatch(metric::matches));
  }

  @Test
  void theReadmeShowsTheCatalogue() throws IOException {
    String table =
        Arrays.stream(RunMetric.values())
            .map(m -> "| `%s` | %s | %s |".formatted(m.title(), m.unit(), m.meaning()))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("..", "README.md"))).contains(table);
  }
}
