package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
  private static final Path ROOT = Path.of("..", "..", "shared", "golden");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "16_layer_zoo/GRU",
        "16_layer_zoo/GRU_go_backwards",
        "16_layer_zoo/GRU_return_sequences",
        "16_layer_zoo/GRU_return_sequences_go_backwards",
        "16_layer_zoo/LSTM",
        "16_layer_zoo/LSTM_go_backwards",
        "16_layer_zoo/LSTM_no_forget_bias",
        "16_layer_zoo/LSTM_relu",
        "16_layer_zoo/LSTM_return_sequences_go_backwards",
        "16_layer_zoo/LSTM_return_state",
        "16_layer_zoo/SimpleRNN",
        "16_layer_zoo/SimpleRNN_go_backwards",
        "16_layer_zoo/SimpleRNN_return_sequences_go_backwards",
        "16_layer_zoo/SimpleRNN_use_bias",
        "16_layer_zoo/additive_attention",
        "16_layer_zoo/attention",
        "16_layer_zoo/attention_scale",
        "16_layer_zoo/bidir_gru_last_ave",
        "16_layer_zoo/bidir_gru_last_concat",
        "16_layer_zoo/bidir_gru_last_sum",
        "16_layer_zoo/bidir_lstm_ave",
        "16_layer_zoo/bidir_lstm_mul",
        "16_layer_zoo/bidir_lstm_sum",
        "16_layer_zoo/convlstm2d",
        "16_layer_zoo/einsumdense",
        "16_layer_zoo/mha_cross",
        "16_layer_zoo/mha_self",
        "16_layer_zoo/timedist_conv",
        "17_config_variants/lstm_encoder_decoder_state"
      })
  void forwardPassIsThatOfKeras(String name) throws IOException {
    Path path = ROOT.resolve(name + ".json");
    assumeTrue(Files.exists(path), "There is no golden file " + path);
    new KerasCase(new ObjectMapper().readTree(path.toFile())).assertForward(2e-6);
  }

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
