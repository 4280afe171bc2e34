package dev.barycenter.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code metrics.jsonl} tells of a run.
 *
 * @param rounds the lines of rounds, in order
 * @param segments the lines of segments
 * @param epochs the lines of epochs
 * @param failures how many segments failed
 */
record History(
    List<JsonNode> rounds, List<JsonNode> segments, List<JsonNode> epochs, long failures) {

  private static final Set<String> NO_METRICS = Set.of("event", "round", "epoch", "examples");

  /** Reads the lines of a file. */
  static History of(String lines) {
    ObjectMapper json = new ObjectMapper();
    Map<String, List<JsonNode>> byEvent = new TreeMap<>();
    for (String line : lines.lines().toList()) {
      try {
        JsonNode node = json.readTree(line);
        byEvent.computeIfAbsent(node.path("event").asText(), e -> new ArrayList<>()).add(node);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("A line of metrics is no JSON: " + line, e);
      }
    }
    return new History(
        byEvent.getOrDefault("round", List.of()),
        byEvent.getOrDefault("segment", List.of()),
        byEvent.getOrDefault("epoch", List.of()),
        byEvent.getOrDefault("segment_failed", List.of()).size());
  }

  /** Returns the names of losses and metrics, without those of the validation rows. */
  List<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    names.add("loss");
    epochs.forEach(epoch -> epoch.fieldNames().forEachRemaining(names::add));
    names.removeAll(NO_METRICS);
    names.removeIf(name -> name.startsWith("val_"));
    return List.copyOf(names);
  }

  /** Returns a number of the rounds, by its path in a line such as {@code /drift/dense}. */
  Series ofRounds(String name, String path) {
    List<Series.Point> points = new ArrayList<>();
    rounds.forEach(round -> points.add(new Series.Point(step(round), number(round.at(path)))));
    return new Series(name, points, false);
  }

  /** Returns a number of the epochs, at the steps of their ends. */
  Series ofEpochs(String name, String key) {
    Map<Long, Double> ends = new TreeMap<>();
    rounds.forEach(round -> ends.put(round.path("round").asLong(), step(round)));
    List<Series.Point> points = new ArrayList<>();
    for (JsonNode epoch : epochs) {
      Double end = ends.get(epoch.path("round").asLong());
      if (end != null && epoch.has(key)) {
        points.add(new Series.Point(end, number(epoch.get(key))));
      }
    }
    return new Series(name, points, true);
  }

  /** Returns the layers with weights that move. */
  List<String> layers() {
    Set<String> names = new LinkedHashSet<>();
    rounds.forEach(round -> round.path("drift").fieldNames().forEachRemaining(names::add));
    return List.copyOf(names);
  }

  /** Returns the sum of a number over all rounds. */
  double sumOfRounds(String path) {
    return rounds.stream().mapToDouble(round -> number(round.at(path))).sum();
  }

  /** Returns the sum of a number over all segments. */
  double sumOfSegments(String key) {
    return segments.stream().mapToDouble(segment -> number(segment.path(key))).sum();
  }

  private static double step(JsonNode round) {
    return round.path("global_step").asDouble();
  }

  /** NaN is a text in JSON. */
  private static double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : Double.NaN;
  }
}
