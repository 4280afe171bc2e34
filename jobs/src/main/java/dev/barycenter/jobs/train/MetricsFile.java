package dev.barycenter.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.worker.segment.ReplicaReport;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/** Writes what happens in a run to {@code metrics.jsonl}, one JSON object a line. */
final class MetricsFile implements RunListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OutputStream out;

  MetricsFile(OutputStream out) {
    this.out = out;
  }

  @Override
  public void on(RunEvent event) {
    ObjectNode line = JSON.createObjectNode();
    if (event instanceof RunEvent.RoundDone done) {
      round(line, done);
    } else if (event instanceof RunEvent.EpochDone done) {
      line.put("event", "epoch").put("epoch", done.epoch() + 1);
      line.put("examples", done.training().examples());
      numbers(line.putObject("training"), done.metrics());
      numbers(line.putObject("validation"), done.validation());
    } else if (event instanceof RunEvent.SegmentDone done) {
      line.put("event", "segment").put("rounds", done.rounds());
      line.put("seconds", done.elapsed().toNanos() / 1e9);
    } else if (event instanceof RunEvent.SegmentFailed failed) {
      line.put("event", "segment_failed").put("round", failed.start().round());
      line.put("reason", failed.reason());
    } else if (event instanceof RunEvent.CheckpointSaved saved) {
      line.put("event", "checkpoint").put("round", saved.position().round());
    } else if (event instanceof RunEvent.Started started) {
      line.put("event", "started").put("round", started.position().round());
      line.put("replicas", started.replicas()).put("epochs", started.epochs());
      line.put("steps_per_epoch", started.stepsPerEpoch());
    } else if (event instanceof RunEvent.Finished finished) {
      line.put("event", "finished").put("round", finished.position().round());
      line.put("ending", finished.ending().name().toLowerCase(java.util.Locale.ROOT));
    }
    write(line);
  }

  private static void round(ObjectNode line, RunEvent.RoundDone done) {
    RoundReport report = done.report();
    line.put("event", "round").put("round", done.end().round());
    line.put("epoch", report.plan().start().epoch() + 1)
        .put("global_step", done.end().globalStep());
    line.put("examples", report.tally().examples()).put("bytes_sent", report.bytesSent());
    numbers(line.putObject("training"), done.metrics());
    RoundSeconds seconds = report.meanSeconds();
    line.putObject("seconds")
        .put("load", seconds.load())
        .put("compute", seconds.compute())
        .put("exchange", seconds.exchange())
        .put("reduce", seconds.reduce())
        .put("outer", seconds.outer());
    line.put("left_out", report.replicas().stream().filter(ReplicaReport::leftOut).count());
  }

  private static void numbers(ObjectNode into, SortedMap<String, Double> metrics) {
    metrics.forEach(into::put);
  }

  private void write(ObjectNode line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("metrics.jsonl: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
