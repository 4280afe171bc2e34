package dev.barycenter.driver.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code metrics.jsonl}: a line for every round, segment, epoch and failure; each with its
 * phase where a run has several.
 *
 * <p>The file is written at every checkpoint and at the end of every epoch; the lines of a long run
 * move to {@code metrics/}. A run that goes on from a checkpoint drops the lines of rounds that are
 * run again.
 */
public final class MetricsLog implements RunListener {

  private final String address;
  private final MetricsFiles files;
  private final ObjectMapper json = new ObjectMapper();
  private final EventLines published = new EventLines();
  private long round;
  private @Nullable String phase;

  /** Writes to the folder of a run. */
  public MetricsLog(Storage storage) {
    files = new MetricsFiles(storage);
    address = storage.address(MetricsFiles.NAME);
  }

  @Override
  public void on(RunEvent event) {
    try {
      if (event instanceof RunEvent.PhaseBegun begun) {
        phase = begun.name();
      } else if (event instanceof RunEvent.Started started) {
        round = started.position().round();
        files.keepUpTo(round);
      } else if (event instanceof RunEvent.RoundDone done) {
        round = done.end().round();
      }
      add(published.of(event));
      if (event instanceof RunEvent.EpochDone
          || event instanceof RunEvent.CheckpointSaved
          || event instanceof RunEvent.Finished) {
        files.write();
      }
    } catch (IOException e) {
      throw new TrainingFailedException(
          "%s cannot be written: %s".formatted(address, e.getMessage()), e);
    }
  }

  private void add(Map<String, Object> values) throws JsonProcessingException {
    if (values.isEmpty()) {
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", values.get("event"));
    line.put("round", round);
    if (phase != null) {
      line.put("phase", phase);
    }
    line.putAll(values);
    files.add(round, json.writeValueAsString(line));
  }

  /** Tells all lines that a run has written, in order. */
  public static void forEachLine(Storage storage, Consumer<String> reader) {
    try {
      MetricsFiles.forEach(storage, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read: %s".formatted(storage.address(MetricsFiles.NAME), e.getMessage()), e);
    }
  }
}
