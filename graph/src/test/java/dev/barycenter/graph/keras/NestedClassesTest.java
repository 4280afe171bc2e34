package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NestedClassesTest {

  @Test
  void takeNestedModelsForWhatTheirGroupsAreNamedAfter() {
    SavedLayer dense = SavedLayer.of("Dense", "d");
    SavedLayer deep = SavedLayer.model("Functional", "deep", List.of(dense));
    List<SavedLayer> layers =
        List.of(
            SavedLayer.model("Functional", "a", List.of(dense)),
            SavedLayer.model("Functional", "b", List.of(deep, dense)),
            SavedLayer.model("Functional", "c", List.of(dense)));
    Map<String, String> names =
        Map.of(
            "layers/sequential", "a",
            "layers/functional", "b",
            "layers/functional/layers/sequential", "deep",
            "layers/sequential_1", "c");
    List<SavedLayer> found =
        new NestedClasses(new StoredWeights.ByGroup(Map.of(), names)).of(layers);
    assertThat(
            GroupNames.places(found).stream()
                .flatMap(place -> place.groups().stream())
                .map(GroupNames.Group::path))
        .containsExactly(
            "layers/sequential/layers/dense",
            "layers/functional/layers/sequential/layers/dense",
            "layers/functional/layers/dense",
            "layers/sequential_1/layers/dense");
  }
}
