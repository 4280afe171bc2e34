package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.Golden;
import dev.barycenter.graph.keras.KerasFileException;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Keras models written as YAML and JSON and read again, and their parameters counted. */
class GoldenSpecTest {
  @TempDir private Path folder;
  private final List<String> unsupported = new ArrayList<>();
  private int read;

  @Test
  void savedModelsSurviveBothSyntaxesAndHaveKerasParameterCounts() throws IOException {
    for (Path saved : Golden.cases()) {
      Model model = model(saved.resolve("config.json"));
      if (model != null) {
        assertThatItSurvives(model, saved.getFileName().toString());
        assertThat(counts(Summary.of(model)))
            .as(saved.toString())
            .isEqualTo(counts(Files.readString(saved.resolve("summary.txt"))));
      }
    }
    report("saved models");
  }

  @Test
  void everyLayerAndWiringSurvivesBothSyntaxes() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (String zoo : List.of("16_layer_zoo", "17_config_variants")) {
      for (Path file : Golden.list(Golden.shared("golden").resolve(zoo)).toList()) {
        JsonNode config = json.readTree(file.toFile()).path("config");
        if (file.toString().endsWith(".json") && config.isObject()) {
          Path config1 = Files.writeString(folder.resolve("config.json"), config.toString());
          Model model = model(config1);
          if (model != null) {
            assertThatItSurvives(model, file.getFileName().toString());
          }
        }
      }
    }
    report("zoo and variants");
  }

  private Model model(Path config) throws IOException {
    try {
      Model model = KerasModel.read(config).model();
      read++;
      return model;
    } catch (KerasFileException e) {
      unsupported.add(String.valueOf(e.getMessage()).lines().skip(1).findFirst().orElse(""));
      return null;
    }
  }

  private void report(String what) {
    System.out.printf(
        "%d %s written and read again; %d not yet read%n", read, what, unsupported.size());
    unsupported.forEach(System.out::println);
    assertThat(read).isGreaterThan(10);
  }

  private static void assertThatItSurvives(Model model, String name) {
    String yaml = SpecWriter.yaml(model);
    assertThat(SpecFile.parse(name + ".yaml", yaml).model()).as(yaml).isEqualTo(model);
    String json = SpecWriter.json(model);
    assertThat(SpecFile.parse(name + ".json", json).model()).as(json).isEqualTo(model);
  }

  private static List<String> counts(String summary) {
    Stream<String> lines = summary.lines().map(String::strip);
    return lines
        .filter(l -> l.startsWith("Total") || l.startsWith("Trainable p") || l.startsWith("Non-"))
        .toList();
  }
}
