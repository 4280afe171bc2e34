package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.keras.KerasWriter;
import dev.barycenter.graph.keras.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceGoldenTest {
  static List<Named<JsonNode>> ownFiles() {
    try (InputStream in =
        SequenceGoldenTest.class.getResourceAsStream("/keras/sequence_layers.json")) {
      List<Named<JsonNode>> cases = new ArrayList<>();
      for (JsonNode file : new ObjectMapper().readTree(in)) {
        cases.add(Named.of(file.get("name").asText(), file));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("ownFiles")
  void forwardPassWithMasksAndStatesIsThatOfKeras(JsonNode file) {
    new KerasCase(file).assertForward(2e-6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm_zero_post",
        "stacked_cells_post",
        "mha_three_inputs_gate_window",
        "time_distributed_model"
      })
  void weightsOfInnerLayersAreFoundInKerasFilesAndWrittenBack(String name, @TempDir Path folder)
      throws IOException {
    JsonNode file =
        ownFiles().stream()
            .filter(n -> n.getName().equals(name))
            .findFirst()
            .orElseThrow()
            .getPayload();
    Path saved = folder.resolve("saved.keras");
    try (InputStream in =
        SequenceGoldenTest.class.getResourceAsStream("/keras/" + name + ".keras")) {
      Files.copy(in, saved);
    }
    KerasModel read = KerasModel.read(saved);
    assertThat(read.weights()).hasSize(file.get("weights").size());
    int i = 0;
    for (Tensor weight : read.weights().values()) {
      float[] expected = new float[weight.values().length];
      for (int k = 0; k < expected.length; k++) {
        expected[k] = file.get("weights").get(i).get("data").get(k).floatValue();
      }
      assertThat(weight.values()).isEqualTo(expected);
      i++;
    }
    Path written = folder.resolve("written.keras");
    try (OutputStream out = Files.newOutputStream(written)) {
      new KerasWriter(read.model(), read.weights(), read.compile(), read.optimizerState())
          .writeTo(out);
    }
    KerasModel again = KerasModel.read(written);
    assertThat(again.model()).isEqualTo(read.model());
    assertThat(again.weights()).isEqualTo(read.weights());
  }
}
