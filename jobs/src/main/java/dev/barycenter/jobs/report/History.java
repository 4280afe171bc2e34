package dev.barycenter.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.jobs.chart.Plot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code metrics.jsonl} tells of a run: all epochs, the sums over all rounds and segments, and
 * of a long run every second round, or every fourth, so that it fits into memory.
 */
final class History {

  private static final String STEP = "global_step";
  private static final int MOST_ROUNDS = 4_000;
  private static final Set<String> NO_METRICS = Set.of("event", "round", "epoch", "examples");

  private final ObjectMapper json = new ObjectMapper();
  private final List<JsonNode> rounds = new ArrayList<>();
  private final List<JsonNode> epochs = new ArrayList<>();
  private final Map<Long, Double> epochEnds = new HashMap<>();
  private final Map<String, Double> sums = new TreeMap<>();
  private int stride = 1;
  private long roundCount;
  private double stepsBefore;
  private double lastStep;
  private long failures;

  /** Adds the next line. */
  void add(String line) {
    JsonNode node;
    try {
      node = json.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A line of metrics is no JSON: " + line, e);
    }
    switch (node.path("event").asText()) {
      case "round" -> addRound((ObjectNode) node);
      case "segment" -> addSums("segment", node);
      case "epoch" -> {
        epochs.add(node);
        epochEnds.put(node.path("round").asLong(), lastStep);
      }
      case "segment_failed" -> failures++;
      default -> {
        // The end of the run has no numbers.
      }
    }
  }

  private void addRound(ObjectNode round) {
    addSums("round", round);
    addSums("round.seconds", round.path("seconds"));
    if (stepsBefore + step(round) <= lastStep) {
      stepsBefore = lastStep; // a phase counts its own steps
    }
    lastStep = stepsBefore + step(round);
    round.put(STEP, lastStep);
    if (roundCount++ % stride == 0) {
      rounds.add(round);
    }
    if (rounds.size() > MOST_ROUNDS) {
      for (int i = 0; i < rounds.size(); i++) {
        rounds.remove(i); // of the numbers 0, 1, 2, … every second one is left
      }
      stride *= 2;
    }
  }

  private void addSums(String event, JsonNode numbers) {
    for (Map.Entry<String, JsonNode> field : numbers.properties()) {
      if (field.getValue().isNumber()) {
        sums.merge(event + "." + field.getKey(), field.getValue().asDouble(), Double::sum);
      }
    }
  }

  /** Returns the lines of epochs. */
  List<JsonNode> epochs() {
    return epochs;
  }

  /** Returns the number of rounds. */
  long rounds() {
    return roundCount;
  }

  /** Returns the number of segments that failed. */
  long failures() {
    return failures;
  }

  /** Returns the sum of a number, by its name in the catalogue of metrics. */
  double sum(String name) {
    return sums.getOrDefault(name, 0.0);
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
    List<Plot.Point> points = new ArrayList<>();
    rounds.forEach(round -> points.add(new Plot.Point(step(round), number(round.at(path)))));
    return new Series(name, points, false);
  }

  /** Returns a number of the epochs, at the steps of their ends. */
  Series ofEpochs(String name, String key) {
    List<Plot.Point> points = new ArrayList<>();
    for (JsonNode epoch : epochs) {
      if (epoch.has(key)) {
        double end = epochEnds.getOrDefault(epoch.path("round").asLong(), 0.0);
        points.add(new Plot.Point(end, number(epoch.get(key))));
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

  private static double step(JsonNode round) {
    return round.path(STEP).asDouble();
  }

  /** NaN is a text in JSON. */
  private static double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : Double.NaN;
  }
}
