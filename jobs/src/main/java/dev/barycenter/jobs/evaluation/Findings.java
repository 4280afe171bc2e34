package dev.barycenter.jobs.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an evaluation has found.
 *
 * @param run the folder of the run
 * @param data where the rows are
 * @param examples how many were judged
 * @param skipped how many bad rows were left out
 * @param metrics loss and metrics by name
 * @param classifiers the figures of outputs that tell classes
 * @param regressions the figures of outputs that are numbers
 */
public record Findings(
    String run,
    String data,
    long examples,
    long skipped,
    SortedMap<String, Double> metrics,
    Map<String, Classification> classifiers,
    Map<String, Regression> regressions) {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /** Returns the findings as JSON; numbers that do not exist are the text {@code NaN}. */
  public String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers can be written.", e);
    }
  }

  /** Returns the pictures by the names of their files. */
  public SortedMap<String, String> pictures() {
    SortedMap<String, String> files = new TreeMap<>();
    classifiers.forEach((output, figures) -> add(files, output, ClassPictures.of(output, figures)));
    regressions.forEach((output, figures) -> add(files, output, ErrorPictures.of(output, figures)));
    return files;
  }

  private static void add(Map<String, String> files, String output, Map<String, String> pictures) {
    String start = output.replaceAll("[^A-Za-z0-9_.-]", "_");
    pictures.forEach((name, svg) -> files.put("%s-%s.svg".formatted(start, name), svg));
  }
}
