package dev.barycenter.jobs.k8s;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The YAML files of the folder {@code k8s}. */
final class Manifests {
  static final Path FOLDER = Path.of("..", "k8s").toAbsolutePath().normalize();

  private static final YAMLMapper YAML = new YAMLMapper();

  private Manifests() {}

  /**
   * Skips a test in a build for another Spark than that of the manifests' image: its spark-submit
   * has other options, and its Kubernetes client is of a time before some of their fields.
   */
  static void assumeTheirSpark() {
    assumeThat(org.apache.spark.package$.MODULE$.SPARK_VERSION()).startsWith("4.");
  }

  /** Returns the documents of a file. */
  static List<JsonNode> read(Path file) {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  static JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String write(JsonNode document) {
    try {
      return YAML.writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns every manifest of the folder, with the file that it stands in. */
  static Map<String, JsonNode> all() {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.getFileName().toString().equals("kustomization.yaml"))
          .filter(file -> !file.getParent().endsWith("specs"))
          .sorted()
          .forEach(
              file ->
                  read(file)
                      .forEach(
                          document ->
                              all.put(
                                  FOLDER.relativize(file) + " " + document.path("kind").asText(),
                                  document)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** Returns the settings of a file in Spark's form: a key, spaces, a value. */
  static Map<String, String> settings(Path file) {
    try {
      return settings(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, String> settings(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 2))
        .forEach(pair -> settings.put(pair[0], pair[1]));
    return settings;
  }
}
