package dev.barycenter.driver.metrics;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.worker.segment.ReplicaReport;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.RoundSeconds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the log says of a round. */
final class RoundLine {

  private RoundLine() {}

  static Map<String, Object> of(RunEvent.RoundDone done) {
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
    List<Integer> leftOut =
        report.replicas().stream()
            .filter(ReplicaReport::leftOut)
            .map(ReplicaReport::replica)
            .toList();
    if (!leftOut.isEmpty()) {
      line.put("left_out", leftOut);
    }
    return line;
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
}
