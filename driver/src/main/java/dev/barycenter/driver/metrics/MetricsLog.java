package dev.barycenter.driver.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.storage.Storage;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code metrics.jsonl}: a line for every round, segment, epoch and failure.
 *
 * <p>The file is written again, whole, at every checkpoint and at the end of every epoch, for file
 * systems that cannot append. A run that goes on from a checkpoint drops the lines of rounds that
 * are run again.
 */
public final class MetricsLog implements RunListener {

  /** The name of the file. */
  public static final String NAME = "metrics.jsonl";

  private final Storage storage;
  private final ObjectMapper json = new ObjectMapper();
  private final EventLines published = new EventLines();
  private final List<String> lines = new ArrayList<>();
  private long round;

  /** Writes to the folder of a run. */
  public MetricsLog(Storage storage) {
    this.storage = storage;
  }

  @Override
  public void on(RunEvent event) {
    try {
      if (event instanceof RunEvent.Started started) {
        round = started.position().round();
        keepLinesUpTo(round);
      } else if (event instanceof RunEvent.RoundDone done) {
        round = done.end().round();
      }
      add(published.of(event));
      if (event instanceof RunEvent.EpochDone
          || event instanceof RunEvent.CheckpointSaved
          || event instanceof RunEvent.Finished) {
        write();
      }
    } catch (IOException e) {
      throw new TrainingFailedException(
          "%s cannot be written: %s".formatted(storage.address(NAME), e.getMessage()), e);
    }
  }

  private void add(Map<String, Object> values) throws JsonProcessingException {
    if (values.isEmpty()) {
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", values.get("event"));
    line.put("round", round);
    line.putAll(values);
    lines.add(json.writeValueAsString(line));
  }

  private void keepLinesUpTo(long last) throws IOException {
    lines.clear();
    if (last == 0) {
      return;
    }
    try (BufferedReader old =
        new BufferedReader(new InputStreamReader(storage.read(NAME), StandardCharsets.UTF_8))) {
      for (String line = old.readLine(); line != null; line = old.readLine()) {
        if (json.readTree(line).path("round").asLong() <= last) {
          lines.add(line);
        }
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      // The checkpoint was copied without it; what is gone cannot be kept.
      lines.clear();
    }
  }

  private void write() throws IOException {
    storage.write(
        NAME,
        out -> {
          for (String line : lines) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
          }
        });
  }
}
