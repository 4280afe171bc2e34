package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.keras.hdf5.Hdf5Array;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GroupNamesTest {

  static List<Path> cases() {
    return Golden.cases();
  }

  @ParameterizedTest
  @CsvSource({
    "Dense, dense",
    "Conv2D, conv2d",
    "ReLU, re_lu",
    "PReLU, p_re_lu",
    "LSTMCell, lstm_cell",
    "GlobalAveragePooling1D, global_average_pooling1d",
    "BatchNormalization, batch_normalization",
    "InputLayer, input_layer",
  })
  void writesClassesInSnakeCaseAsKerasDoes(String className, String expected) {
    assertThat(GroupNames.snakeCase(className)).isEqualTo(expected);
  }

  @Test
  void countsLayersOfOneClassWithinTheirModel() {
    SavedLayer inner =
        SavedLayer.model("Functional", "block", List.of(SavedLayer.of("Dense", "x")));
    List<GroupNames.Place> places =
        GroupNames.places(
            List.of(
                SavedLayer.of("Dense", "a"),
                inner,
                SavedLayer.of("Dense", "b"),
                SavedLayer.bidirectional(
                    "both", SavedLayer.of("LSTM", "f"), SavedLayer.of("LSTM", "g"))));
    assertThat(places.stream().map(GroupNames.Place::path))
        .containsExactly("a", "block/x", "b", "both");
    assertThat(places.stream().flatMap(p -> p.groups().stream()).map(GroupNames.Group::path))
        .containsExactly(
            "layers/dense",
            "layers/functional/layers/dense",
            "layers/dense_1",
            "layers/bidirectional/forward_layer/cell",
            "layers/bidirectional/backward_layer/cell");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findTheArraysOfEveryModelInTheOrderOfItsWeights(Path folder) throws IOException {
    KerasFile file = KerasReader.read(folder.resolve("model.keras"));
    GraphConfig graph = graph(file);
    List<String> listed = graph.operations().stream().map(Entry::name).toList();
    assertThat(graph.ordered().stream().map(Entry::name)).containsExactlyElementsOf(listed);

    StoredWeights.ByGroup stored = (StoredWeights.ByGroup) file.weights();
    List<Hdf5Array> found = new ArrayList<>();
    Set<String> groups = new TreeSet<>();
    for (GroupNames.Place place :
        GroupNames.places(new SavedLayers(new ConfigSource(file.name())).of(graph))) {
      for (GroupNames.Group group : place.groups()) {
        found.addAll(stored.variables(group.path()));
        groups.add(group.path());
        assertThat(stored.names().get(group.path())).isEqualTo(group.name());
      }
    }
    JsonNode manifest =
        new ObjectMapper()
            .readTree(Files.readAllBytes(folder.resolve("weights_init/manifest.json")));
    assertThat(found).hasSize(manifest.size());
    for (int i = 0; i < manifest.size(); i++) {
      Path npy = folder.resolve("weights_init").resolve(manifest.get(i).get("file").asText());
      assertThat(found.get(i).floats()).as(manifest.get(i).toString()).isEqualTo(Npy.floats(npy));
    }
    for (String path : stored.arrays().keySet()) {
      String group = path.replaceFirst("/?vars/\\d+$", "");
      assertThat(groups.contains(group) || group.equals("optimizer")).as(path).isTrue();
    }
  }

  static GraphConfig graph(KerasFile file) {
    return new GraphConfigParser(new ConfigSource(file.name()))
        .parse(file.configuration().orElseThrow(), "");
  }
}
