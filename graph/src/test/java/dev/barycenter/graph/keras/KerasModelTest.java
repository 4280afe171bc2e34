package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("law-7")
class KerasModelTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  static List<Path> cases() {
    return Golden.cases();
  }

  static List<Path> savedWithOptimizer() {
    return Golden.cases().stream()
        .filter(p -> Files.exists(p.resolve("model_adam5.keras")))
        .toList();
  }

  static List<Path> tinyModels() {
    return Stream.of("golden/16_layer_zoo", "golden/17_config_variants")
        .flatMap(name -> Golden.list(Golden.shared(name)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheWeightsThatKerasHasInTheSameOrder(Path golden) throws IOException {
    KerasModel read = KerasModel.read(golden.resolve("model.keras"));
    assertManifest(read.weights(), golden.resolve("weights_init"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheSameFromALegacyFile(Path golden) throws IOException {
    KerasModel expected = KerasModel.read(golden.resolve("model.keras"));
    KerasModel read = KerasModel.read(golden.resolve("model.h5"));
    assertThat(read.model()).isEqualTo(expected.model());
    assertThat(read.weights()).isEqualTo(expected.weights());
    assertThat(read.compile().orElseThrow().optimizerClass())
        .isEqualTo(expected.compile().orElseThrow().optimizerClass());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheModelFromBareJson(Path golden) throws IOException {
    KerasModel expected = KerasModel.read(golden.resolve("model.keras"));
    KerasModel read = KerasModel.read(golden.resolve("config.json"));
    assertThat(read.model()).isEqualTo(expected.model());
    assertThat(read.weights()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void loadsWeightsIntoAModelThatIsThereAlready(Path golden) throws IOException {
    KerasModel expected = KerasModel.read(golden.resolve("model.keras"));
    assertThat(KerasModel.readWeights(golden.resolve("model.h5"), expected.model()))
        .isEqualTo(expected.weights());
    assertThat(KerasModel.readWeights(golden.resolve("model.keras"), expected.model()))
        .isEqualTo(expected.weights());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsBackWhatItWrites(Path golden) throws IOException {
    assertRoundTrip(KerasModel.read(golden.resolve("model.keras")));
  }

  @ParameterizedTest
  @MethodSource("savedWithOptimizer")
  void keepsTheStateOfTheOptimizer(Path golden) throws IOException {
    KerasModel read = KerasModel.read(golden.resolve("model_adam5.keras"));
    assertManifest(read.weights(), golden.resolve("weights_adam5"));
    OptimizerState state = read.optimizerState().orElseThrow();
    assertThat(state.iterations()).isEqualTo(5);
    assertThat(state.slots().keySet()).containsExactlyInAnyOrder("momentum", "velocity");
    assertThat(state.slots().get("momentum").keySet())
        .containsExactlyElementsOf(TrainableWeights.of(read.model(), read.model().weights()));
    state
        .slots()
        .forEach(
            (slot, tensors) ->
                tensors.forEach(
                    (path, tensor) ->
                        assertThat(tensor.shape())
                            .as(slot + " of " + path)
                            .isEqualTo(read.weights().get(path).shape())));
    for (Tensor velocity : state.slots().get("velocity").values()) {
      for (float value : velocity.values()) {
        assertThat(value).isNotNegative();
      }
    }
    assertRoundTrip(read);
  }

  @ParameterizedTest
  @MethodSource("tinyModels")
  void readsAndWritesEveryTinyModel(Path file) throws IOException {
    JsonNode saved = MAPPER.readTree(Files.readAllBytes(file));
    JsonNode config = saved.path("config");
    JsonNode entry = config.isTextual() ? MAPPER.readTree(config.asText()) : config;
    Path json = folder.resolve("config.json");
    Files.write(json, MAPPER.writeValueAsBytes(entry));
    Model model = KerasModel.read(json).model();
    List<Tensor> weights = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    model.weights().forEach((path, spec) -> shapes.add(spec.shape().dims().toString()));
    for (JsonNode weight : saved.path("weights")) {
      weights.add(tensor(weight));
    }
    assertThat(shapes).isEqualTo(weights.stream().map(t -> Arrays.toString(t.shape())).toList());
    Map<String, Tensor> named = new LinkedHashMap<>();
    List<String> paths = List.copyOf(model.weights().keySet());
    for (int i = 0; i < paths.size(); i++) {
      named.put(paths.get(i), weights.get(i));
    }
    assertRoundTrip(
        new KerasModel(
            model,
            named,
            Optional.empty(),
            new KerasFile("", Optional.empty(), "", StoredWeights.none())));
  }

  private static Tensor tensor(JsonNode weight) {
    int[] shape = MAPPER.convertValue(weight.path("shape"), int[].class);
    JsonNode values = weight.has("data") ? weight.path("data") : weight.path("value");
    List<Float> flat = new ArrayList<>();
    flatten(values, flat);
    float[] array = new float[flat.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = flat.get(i);
    }
    return Tensor.wrap(shape, array);
  }

  private static void flatten(JsonNode node, List<Float> flat) {
    if (node.isArray()) {
      node.forEach(n -> flatten(n, flat));
    } else {
      flat.add(node.floatValue());
    }
  }

  @Test
  void readsModelsOfKeras2() throws IOException {
    KerasModel read =
        KerasModel.read(Golden.shared("data/weights-keras-mlperftiny/pretrainedResnet.h5"));
    assertThat(read.weights().values().stream().mapToInt(t -> t.values().length).sum())
        .isEqualTo(78_666);
    OptimizerState state = read.optimizerState().orElseThrow();
    assertThat(state.slots().keySet()).containsExactly("momentum", "velocity");
    assertThat(state.iterations()).isPositive();
  }

  @Test
  void loadsWeightsByNameWhereSlashesWereInNames() throws IOException {
    KerasModel read =
        KerasModel.read(
            Golden.shared("data/weights-keras-squeezenet/squeezenet_v1.1_imagenet_notop_full.h5"));
    assertThat(read.weights().values().stream().mapToInt(t -> t.values().length).sum())
        .isEqualTo(722_496);
    assertThat(
            KerasModel.readWeights(
                Golden.shared(
                    "data/weights-keras-squeezenet/"
                        + "squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"),
                read.model()))
        .isEqualTo(read.weights());
  }

  private void assertRoundTrip(KerasModel read) throws IOException {
    KerasWriter writer =
        new KerasWriter(read.model(), read.weights(), read.compile(), read.optimizerState());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);
    Path file = folder.resolve("written.keras");
    Files.write(file, out.toByteArray());
    KerasModel again = KerasModel.read(file);
    assertThat(again.model()).isEqualTo(read.model());
    assertThat(again.weights()).isEqualTo(read.weights());
    assertThat(again.compile()).isEqualTo(read.compile());
    assertThat(again.optimizerState()).isEqualTo(read.optimizerState());
  }

  private static void assertManifest(Map<String, Tensor> weights, Path folder) throws IOException {
    JsonNode manifest = MAPPER.readTree(Files.readAllBytes(folder.resolve("manifest.json")));
    assertThat(weights).hasSize(manifest.size());
    int i = 0;
    for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
      JsonNode expected = manifest.get(i++);
      String keras = expected.get("path").asText();
      assertThat(weight.getKey().substring(weight.getKey().lastIndexOf('/') + 1))
          .isEqualTo(keras.substring(keras.lastIndexOf('/') + 1));
      assertThat(weight.getValue().values())
          .as(weight.getKey())
          .isEqualTo(Npy.floats(folder.resolve(expected.get("file").asText())));
    }
  }
}
