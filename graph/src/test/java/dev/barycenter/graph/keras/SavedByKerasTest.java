package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of {@code made/}, which real Keras saved: every way to nest, share, wrap and optimize. */
@Tag("law-7")
class SavedByKerasTest {

  private static final JsonNode EXPECTED = expected();

  @TempDir private Path folder;

  static List<String> names() {
    List<String> names = new ArrayList<>();
    EXPECTED.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasTheWeightsOfKerasInItsOrder(String name) throws IOException {
    KerasModel model = read(name);
    JsonNode weights = EXPECTED.path(name).path("weights");
    assertThat(model.weights()).hasSize(weights.size());
    int i = 0;
    for (Map.Entry<String, Tensor> weight : model.weights().entrySet()) {
      JsonNode expected = weights.get(i++);
      assertThat(Arrays.toString(weight.getValue().shape()))
          .as(weight.getKey())
          .isEqualTo(expected.path("shape").toString().replace(",", ", "));
      double sum = 0;
      for (float value : weight.getValue().values()) {
        sum += value;
      }
      assertThat(sum).as(weight.getKey()).isCloseTo(expected.path("sum").asDouble(), within(1e-9));
    }
    assertThat(TrainableWeights.of(model.model(), model.model().weights()))
        .hasSize(EXPECTED.path(name).path("trainable").asInt());
  }

  @ParameterizedTest
  @MethodSource("names")
  void keepsEverythingWhenWrittenAndReadAgain(String name) throws IOException {
    KerasModel model = read(name);
    OptimizerState state = model.optimizerState().orElseThrow();
    assertThat(state.iterations()).isEqualTo(7);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new KerasWriter(model.model(), model.weights(), model.compile(), model.optimizerState())
        .writeTo(out);
    Path file = folder.resolve("again.keras");
    Files.write(file, out.toByteArray());
    KerasModel again = KerasModel.read(file);
    assertThat(again.model()).isEqualTo(model.model());
    assertThat(again.weights()).isEqualTo(model.weights());
    assertThat(again.compile()).isEqualTo(model.compile());
    assertThat(again.optimizerState()).contains(state);
  }

  private KerasModel read(String name) throws IOException {
    Path file = folder.resolve(name + ".keras");
    try (InputStream in = SavedByKerasTest.class.getResourceAsStream("made/" + name + ".keras")) {
      Files.write(file, in.readAllBytes());
    }
    return KerasModel.read(file);
  }

  private static JsonNode expected() {
    try (InputStream in = SavedByKerasTest.class.getResourceAsStream("made/expected.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
