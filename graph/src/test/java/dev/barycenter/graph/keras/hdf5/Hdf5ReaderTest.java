package dev.barycenter.graph.keras.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.keras.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Hdf5ReaderTest {

  static List<Path> cases() {
    return Golden.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void seesTheTreeThatH5pySeesInTheWeightsOfAModel(Path folder) throws IOException {
    assertThat(tree(weights(folder.resolve("model.keras"))))
        .isEqualTo(Files.readAllLines(folder.resolve("h5_tree_weights.txt")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void seesTheDatasetsThatH5pySeesInALegacyFile(Path folder) throws IOException {
    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("h5_tree_legacy.txt"))) {
      if (!line.startsWith("/ ")) {
        expected.add(line.replaceFirst(" {2}\\{.*", ""));
      }
    }
    Hdf5Group root =
        Hdf5Reader.read(ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.h5"))));
    List<String> found = tree(root).stream().map(l -> l.replaceFirst(" {2}\\{.*", "")).toList();
    assertThat(found).isEqualTo(expected);
    assertThat(root.attribute("model_config").orElseThrow().strings().get(0))
        .startsWith("{\"class_name\": ");
  }

  @Test
  void readsWhatJhdfReads() throws IOException {
    Path file =
        Golden.shared("data/weights-keras-squeezenet/squeezenet_v1.1_imagenet_notop_full.h5");
    Hdf5Group root = Hdf5Reader.read(ByteBuffer.wrap(Files.readAllBytes(file)));
    int compared = 0;
    try (io.jhdf.HdfFile other = new io.jhdf.HdfFile(file)) {
      compared = compare(root, other);
    }
    assertThat(compared).isGreaterThan(40);
  }

  private static int compare(Hdf5Group group, io.jhdf.api.Group other) {
    assertThat(group.members().keySet()).containsExactlyElementsOf(other.getChildren().keySet());
    int compared = 0;
    for (var member : group.members().entrySet()) {
      io.jhdf.api.Node node = other.getChild(member.getKey());
      assertThat(member.getValue().attributes().keySet())
          .containsExactlyInAnyOrderElementsOf(node.getAttributes().keySet());
      if (member.getValue() instanceof Hdf5Dataset dataset) {
        io.jhdf.api.Dataset expected = (io.jhdf.api.Dataset) node;
        assertThat(dataset.array().shape()).isEqualTo(expected.getDimensions());
        assertThat(dataset.array().floats()).isEqualTo(expected.getDataFlat());
        compared++;
      } else {
        compared += compare((Hdf5Group) member.getValue(), (io.jhdf.api.Group) node);
      }
    }
    return compared;
  }

  static Hdf5Group weights(Path keras) throws IOException {
    try (ZipFile zip = new ZipFile(keras.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
      return Hdf5Reader.read(ByteBuffer.wrap(in.readAllBytes()));
    }
  }

  static List<String> tree(Hdf5Group root) {
    List<String> lines = new ArrayList<>();
    walk(root, "", lines);
    return lines;
  }

  private static void walk(Hdf5Group group, String path, List<String> lines) {
    group
        .members()
        .forEach(
            (name, member) -> {
              String child = path + "/" + name;
              if (member instanceof Hdf5Dataset dataset) {
                lines.add(child + " " + describe(dataset.array()));
              } else {
                Hdf5Group inner = (Hdf5Group) member;
                lines.add(child + attributes(inner));
                walk(inner, child, lines);
              }
            });
  }

  private static String describe(Hdf5Array array) {
    String kind = array.type().kind() == ElementType.Kind.FLOAT ? "float" : "int";
    return kind + 8 * array.type().bytes() + Arrays.toString(array.shape());
  }

  private static String attributes(Hdf5Group group) {
    if (group.attributes().isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    group
        .attributes()
        .forEach((name, value) -> parts.add(name + "=" + String.join(", ", value.strings())));
    return String.format(Locale.ROOT, "  {%s}", String.join(", ", parts));
  }
}
