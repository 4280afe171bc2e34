package dev.barycenter.driver.metrics;

import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.worker.segment.ReplicaReport;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is published of events, as the lines of {@code metrics.jsonl}; told all events in order. */
public final class EventLines {

  private double secondsOfRounds;
  private long failures;

  /** Returns the line of an event: its name, then its numbers; empty for an event without. */
  public Map<String, Object> of(RunEvent event) {
    if (event instanceof RunEvent.RoundDone done) {
      secondsOfRounds += done.report().meanSeconds().total();
      return line("round", round(done));
    } else if (event instanceof RunEvent.SegmentDone done) {
      return line("segment", segment(done));
    } else if (event instanceof RunEvent.EpochDone done) {
      return line("epoch", epoch(done));
    } else if (event instanceof RunEvent.SegmentFailed failed) {
      Map<String, Object> line = line("segment_failed", Map.of("count", ++failures));
      line.put("reason", failed.reason());
      return line;
    } else if (event instanceof RunEvent.Finished finished) {
      return line("finished", Map.of("ending", finished.ending().name().toLowerCase(Locale.ROOT)));
    }
    return Map.of();
  }

  /** Returns the numbers of an event by their names in {@link RunMetric}. */
  public Map<String, Double> numbers(RunEvent event) {
    Map<String, Object> line = of(event);
    Map<String, Double> numbers = new LinkedHashMap<>();
    line.forEach(
        (key, value) -> {
          if (!key.equals("event")) {
            flatten(line.get("event") + "." + key, value, numbers);
          }
        });
    return numbers;
  }

  private static void flatten(String name, Object value, Map<String, Double> numbers) {
    if (value instanceof Number number) {
      numbers.put(name, number.doubleValue());
    } else if (value instanceof Map<?, ?> parts) {
      parts.forEach((key, part) -> flatten(name + "." + key, part, numbers));
    } else if (value instanceof Collection<?> members) {
      numbers.put(name, (double) members.size());
    }
  }

  private static Map<String, Object> line(String event, Map<String, ?> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.putAll(values);
    return line;
  }

  private static Map<String, Object> round(RunEvent.RoundDone done) {
    RoundReport report = done.report();
    RoundSeconds seconds = report.meanSeconds();
    long examples = report.tally().examples();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", report.plan().start().epoch() + 1);
    line.put("global_step", done.end().globalStep());
    line.put("local_steps", report.plan().steps());
    line.put("examples", examples);
    line.putAll(done.metrics());
    line.put("examples_per_second", examples / seconds.total());
    line.put("seconds", parts(seconds));
    line.put("bytes", report.bytesSent());
    line.put("drift", drift(report));
    line.put("left_out", leftOut(report));
    return line;
  }

  private static List<Integer> leftOut(RoundReport report) {
    return report.replicas().stream()
        .filter(ReplicaReport::leftOut)
        .map(ReplicaReport::replica)
        .toList();
  }

  private static Map<String, Double> parts(RoundSeconds seconds) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("load", seconds.load());
    parts.put("compute", seconds.compute());
    parts.put("exchange", seconds.exchange());
    parts.put("reduce", seconds.reduce());
    parts.put("outer", seconds.outer());
    return parts;
  }

  /** Of each layer, the replica that moved furthest. */
  private static Map<String, Double> drift(RoundReport report) {
    Map<String, Double> furthest = new TreeMap<>();
    for (ReplicaReport replica : report.replicas()) {
      replica.drift().byLayer().forEach((layer, moved) -> furthest.merge(layer, moved, Math::max));
    }
    return furthest;
  }

  private Map<String, Object> segment(RunEvent.SegmentDone done) {
    double seconds = done.elapsed().toNanos() / 1e9;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("rounds", done.rounds());
    line.put("seconds", seconds);
    line.put("overhead_seconds", Math.max(0, seconds - secondsOfRounds));
    secondsOfRounds = 0;
    return line;
  }

  private static Map<String, Object> epoch(RunEvent.EpochDone done) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", done.epoch() + 1);
    line.put("examples", done.training().examples());
    line.putAll(done.metrics());
    done.validation().forEach((name, value) -> line.put(EarlyStopping.VALIDATION + name, value));
    return line;
  }
}
